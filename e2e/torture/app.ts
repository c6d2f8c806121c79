import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { repositoryFolder } from "../stack/repository.ts";
import type { LifeReport } from "./life.ts";

/** How an upload ended: with an object, or with a failure. */
export type Ending = { readonly objectKey: string } | { readonly failure: string };

/** What all lives of an app have reported. */
export interface AppRecord {
  lives: number;
  progressBytes: number;
  mostPartsInFlight: number;
  mostPartsInMemory: number;
  mostResidentBytes: number;
  /** `undefined`: the upload continues. */
  end: Ending | undefined;
}

/** An app that uploads one file in a process of its own, and continues in its next life. */
export interface App {
  readonly record: AppRecord;
  /** Begins a life. */
  start(): void;
  /** Kills the process by SIGKILL. Does nothing while none runs. */
  kill(): Promise<void>;
}

/** Creates an app that does not run yet. `program` is a file of this folder. */
export function createApp(program: "life.ts" | "sdk-life.ts", args: readonly string[]): App {
  const record: AppRecord = {
    lives: 0,
    progressBytes: 0,
    mostPartsInFlight: 0,
    mostPartsInMemory: 0,
    mostResidentBytes: 0,
    end: undefined,
  };
  let running: ChildProcess | undefined;

  function receive(report: LifeReport): void {
    switch (report.kind) {
      case "done":
        record.end = { objectKey: report.objectKey };
        return;
      case "failed":
        record.end = { failure: `${report.code}: ${report.message}` };
        return;
      case "progress":
        record.progressBytes = report.bytes;
        record.mostPartsInFlight = Math.max(record.mostPartsInFlight, report.mostInFlight);
        record.mostPartsInMemory = Math.max(record.mostPartsInMemory, report.partsInMemory);
        record.mostResidentBytes = Math.max(record.mostResidentBytes, report.residentBytes);
    }
  }

  return {
    record,
    start() {
      record.lives += 1;
      const life = fork(join(repositoryFolder(), "e2e/torture", program), args, {
        execArgv: ["--import", "tsx", "--conditions=source", "--expose-gc"],
      });
      running = life;
      life.on("exit", () => {
        if (running !== life) return;
        running = undefined;
        // Nothing is left that could continue: no request, no timer.
        record.end ??= { failure: "the app has ended without a result" };
      });
      life.on("message", (report: LifeReport) => {
        // Reports of a life that was killed may still arrive.
        if (running === life) receive(report);
      });
    },
    async kill() {
      const killed = running;
      running = undefined;
      if (killed === undefined) return;
      const ended = once(killed, "exit");
      killed.kill("SIGKILL");
      await ended;
    },
  };
}
