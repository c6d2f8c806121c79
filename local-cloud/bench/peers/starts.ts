import { join } from "node:path";
import { median } from "../median.ts";
import { azurite, folderFor, s3rver } from "./buckets.ts";
import { type ProcessCommand, startMeasured } from "./measured-process.ts";

const ROUNDS = 11;
const COMMAND = join(import.meta.dirname, "../../npm/dist/command.mjs");

/** The command of the package, which `scripts/build-package.mjs` builds. */
const localCosInMemory: ProcessCommand = {
  command: (port) => [COMMAND, "--in-memory", "--port", String(port)],
  ready: /Local COS/,
};
/** Shows how fast the machine is now. */
export const emptyProgram: ProcessCommand = {
  command: () => ["--eval", "console.log('ready'); setTimeout(() => {}, 60_000)"],
  ready: /ready/,
};

/** Starts each server several times, in turns, and prints the medians. @param directory a new folder for all objects */
export async function compareStarts(directory: string, print: (line: string) => void): Promise<void> {
  const times = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = join(directory, String(round));
    const commands: [string, ProcessCommand][] = [
      ["an empty program", emptyProgram],
      ["local COS in memory", localCosInMemory],
      ["s3rver", s3rver.process(folderFor(folder, s3rver))],
      ["azurite", azurite.process(folderFor(folder, azurite))],
    ];
    for (const [name, command] of commands) {
      const started = await startMeasured(command);
      await started.stop();
      times.set(name, [...(times.get(name) ?? []), started.startMs]);
    }
  }
  const medians = [...times].map(([name, values]) => `${name} ${median(values).toFixed(0)} ms`);
  print(`Start, from the process to its first line, medians of ${ROUNDS} (goal: 150 ms): ${medians.join(", ")}`);
}
