import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../../is-record.ts";
import { isSystemError } from "../system-error.ts";

/** A process, told apart from a later one that was given the same number. */
export interface LockOwner {
  readonly pid: number;
  /** Unix milliseconds. */
  readonly startedMs: number;
  /** When the kernel started it, in the kernel's ticks; undefined where it does not tell others that. */
  readonly startedTicks?: string | undefined;
}

const THIS_PROCESS: LockOwner = {
  pid: process.pid,
  startedMs: Math.round(performance.timeOrigin),
  startedTicks: startedTicksOf(process.pid),
};

const FILE_NAME = "lock";

/**
 * Makes a folder and takes it for this process, by a file `lock` in it. The lock of a process that is gone is taken over.
 *
 * @param owner @default this process
 * @returns lets go of the folder
 * @throws an Error that names LOCAL_COS_DIR if a running process has the folder, or it can't be made or written to
 */
export async function lockFolder(directory: string, owner: LockOwner = THIS_PROCESS): Promise<() => Promise<void>> {
  const path = join(directory, FILE_NAME);
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw unusableFolder(directory, cause);
  });
  try {
    await removeStaleLock(path, owner);
    await writeFile(path, JSON.stringify(owner), { flag: "wx" });
  } catch (cause) {
    if (isSystemError(cause, "EEXIST")) throw await inUse(directory, path);
    throw unusableFolder(directory, cause);
  }
  return () => rm(path, { force: true });
}

/** What to tell of a folder that the system refuses. */
export function unusableFolder(directory: string, cause: unknown): Error {
  return new Error(`the local COS cannot use the folder ${directory}; set LOCAL_COS_DIR to another`, { cause });
}

async function removeStaleLock(path: string, self: LockOwner): Promise<void> {
  const text = await readLock(path);
  const owner = parseOwner(text);
  if (owner === undefined || isRunning(owner, self)) return;
  // Moved away rather than removed: another process may have taken the lock over since it was read.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside);
  if ((await readLock(aside)) === text) await rm(aside);
  else await rename(aside, path);
}

/** A number that a dead process had is given to a new one sooner or later; in a container it is the same at every start. */
function isRunning({ pid, startedMs, startedTicks }: LockOwner, self: LockOwner): boolean {
  if (pid === self.pid) return startedMs === self.startedMs;
  const ticks = startedTicksOf(pid);
  if (ticks !== undefined && startedTicks !== undefined) return ticks === startedTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}

/** Linux tells it as the 22nd field of /proc/<pid>/stat, the 20th after the program's name in brackets. proc_pid_stat(5) */
function startedTicksOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[19];
  } catch {
    return undefined;
  }
}

async function inUse(directory: string, path: string): Promise<Error> {
  const owner = parseOwner(await readLock(path));
  const who = owner === undefined ? "another local COS" : `another local COS (process ${owner.pid})`;
  return new Error(
    `${who} uses the folder ${directory}; set LOCAL_COS_DIR to a folder of its own, or remove ${path} if none is running`,
  );
}

/** "" if there is none. */
async function readLock(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (isSystemError(error, "ENOENT")) return "";
    throw error;
  });
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const owner: unknown = JSON.parse(text);
    if (!isRecord(owner)) return undefined;
    const { pid, startedMs, startedTicks } = owner;
    if (typeof pid !== "number" || typeof startedMs !== "number") return undefined;
    return { pid, startedMs, startedTicks: typeof startedTicks === "string" ? startedTicks : undefined };
  } catch {
    return undefined;
  }
}
