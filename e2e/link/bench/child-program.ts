import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A TypeScript program of this folder in a process of its own. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** The largest physical memory so far, in bytes. NaN where there is no /proc. */
  peakMemoryBytes(): number;
  /** Ends it without a chance to do anything. */
  kill(): Promise<void>;
}

/** Starts a program. It can send messages to its parent. */
export function startProgram(file: string, args: readonly string[] = []): ChildProgram {
  const child = fork(join(import.meta.dirname, file), args, {
    execArgv: ["--import", "tsx", "--conditions=source"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  return {
    process: child,
    peakMemoryBytes: () => peakMemoryOf(child.pid),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function peakMemoryOf(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
