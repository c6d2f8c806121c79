import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A TypeScript program of this folder in a process of its own. */
export interface ChildProgram {
  readonly process: ChildProcess;
  /** Starts to measure how much memory the program needs beside what it has now. Call it once. */
  measureMemory(): void;
  /** The largest physical memory since then beyond that of then, in bytes. NaN where there is no /proc. */
  addedMemoryBytes(): number;
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
  let before = Number.NaN;
  let added = Number.NaN;
  const addedMemoryBytes = () => {
    const peak = memoryOf(child.pid, "VmHWM");
    if (!Number.isNaN(peak)) added = Math.max(0, peak - before);
    return added;
  };
  return {
    process: child,
    measureMemory() {
      resetPeak(child.pid);
      before = memoryOf(child.pid, "VmRSS");
    },
    addedMemoryBytes,
    async kill() {
      addedMemoryBytes();
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** proc(5), /proc/[pid]/clear_refs */
function resetPeak(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // There is no /proc.
  }
}

function memoryOf(pid: number | undefined, name: "VmHWM" | "VmRSS"): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
