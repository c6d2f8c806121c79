import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { freePort } from "@wx-cos-upload/node-kit/testing";

/** A server in a process of its own. */
export interface MeasuredProcess {
  readonly port: number;
  /** From the start of the process to the line that says that it listens. */
  readonly startMs: number;
  /** Physical memory now, and at its peak, in bytes. NaN where there is no /proc. */
  memory(): { readonly residentBytes: number; readonly peakBytes: number };
  stop(): Promise<void>;
}

/** What to start. */
export interface ProcessCommand {
  /** Arguments of Node.js. */
  readonly command: (port: number) => readonly string[];
  readonly env?: (port: number) => Readonly<Record<string, string>>;
  /** The line that the server prints when it listens. */
  readonly ready: RegExp;
}

/** Starts a server on a free port. @throws an Error with its output if it ends before it listens */
export async function startMeasured({ command, env, ready }: ProcessCommand): Promise<MeasuredProcess> {
  const port = await freePort();
  const start = performance.now();
  const child = spawn(process.execPath, command(port), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...env?.(port) },
  });
  await listening(child, ready);
  const startMs = performance.now() - start;
  return {
    port,
    startMs,
    memory: () => memoryOf(child),
    async stop() {
      child.kill("SIGKILL");
      await once(child, "close");
    },
  };
}

async function listening(child: ChildProcess, ready: RegExp): Promise<void> {
  const output: string[] = [];
  const ended = once(child, "close").then(() => {
    throw new Error(`${child.spawnargs.join(" ")} ended: ${output.join("\n")}`);
  });
  ended.catch(() => {});
  const isReady = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      createInterface(stream).on("line", (line) => {
        if (output.length < 20) output.push(line);
        if (ready.test(line)) resolve();
      });
    }
  });
  await Promise.race([isReady, ended]);
}

function memoryOf({ pid }: ChildProcess): { residentBytes: number; peakBytes: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
    return { residentBytes: bytes("VmRSS"), peakBytes: bytes("VmHWM") };
  } catch {
    return { residentBytes: Number.NaN, peakBytes: Number.NaN };
  }
}
