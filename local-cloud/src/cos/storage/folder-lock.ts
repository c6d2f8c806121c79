import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { isRecord } from "../../is-record.ts";
import { isSystemError } from "../system-error.ts";

/** Identifies a process, even if a later process gets the same number. */
export interface LockOwner {
  readonly pid: number;
  /** Unix milliseconds. */
  readonly startedMs: number;
  /** Start of the process in the kernel's ticks. Undefined on systems that do not expose it. */
  readonly startedTicks?: string | undefined;
}

// Not the global: that of jsdom, in which tests may run, has a clock of its own.
const THIS_PROCESS: LockOwner = {
  pid: process.pid,
  startedMs: Math.round(performance.timeOrigin),
  startedTicks: startedTicksOf(process.pid),
};

const FILE_NAME = "lock";

/**
 * Creates a folder and locks it for this process with a file `lock` in it. It takes over the lock of a process that has ended.
 *
 * @param owner the process that locks the folder. Default: this process
 * @returns a function that removes the lock
 * @throws an Error that names LOCAL_COS_DIR if a running process uses the folder, or if the folder cannot be created or written to
 */
export async function lockFolder(directory: string, owner: LockOwner = THIS_PROCESS): Promise<() => Promise<void>> {
  const path = join(directory, FILE_NAME);
  await mkdir(directory, { recursive: true }).catch((cause: unknown) => {
    throw unusableFolder(directory, cause);
  });
  try {
    await removeStaleLock(path, owner);
    await writeLock(path, JSON.stringify(owner));
  } catch (cause) {
    if (isSystemError(cause, "EEXIST")) throw await inUse(directory, path);
    throw unusableFolder(directory, cause);
  }
  return () => rm(path, { force: true });
}

/** Creates the error for a folder that the system does not allow to use. */
export function unusableFolder(directory: string, cause: unknown): Error {
  return new Error(`the local COS cannot use the folder ${directory}; set directory or LOCAL_COS_DIR to another`, {
    cause,
  });
}

/** Creates the lock. On a full disk it leaves no empty file, which would look like the lock of a process that is starting. */
async function writeLock(path: string, text: string): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(text);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function removeStaleLock(path: string, self: LockOwner): Promise<void> {
  const text = await readLock(path);
  const owner = parseOwner(text);
  if (owner === undefined || isRunning(owner, self)) return;
  // Move the file instead of removing it: another process may have taken over the lock since we read it.
  const aside = `${path}.${randomUUID()}`;
  await rename(path, aside);
  if ((await readLock(aside)) === text) await rm(aside);
  else await rename(aside, path);
}

/** Whether a folder has the lock of a process that has ended, so that nobody uses the folder. */
export async function isAbandoned(directory: string): Promise<boolean> {
  const owner = parseOwner(await readLock(join(directory, FILE_NAME)));
  return owner !== undefined && !isRunning(owner, THIS_PROCESS);
}

/** Process numbers are reused. In a container, the number is even the same at every start. */
function isRunning({ pid, startedMs, startedTicks }: LockOwner, self: LockOwner): boolean {
  if (pid === self.pid) return startedMs === self.startedMs;
  if (isZombie(pid)) return false;
  const ticks = startedTicksOf(pid);
  if (ticks !== undefined && startedTicks !== undefined) return ticks === startedTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, "EPERM");
  }
}

/** On Linux it is the 22nd field of /proc/<pid>/stat. */
function startedTicksOf(pid: number): string | undefined {
  return statOf(pid)?.[19];
}

/** Whether a process has ended but its parent has not noticed yet: state Z (zombie) or X (dead). Such a process uses no files. */
function isZombie(pid: number): boolean {
  return ["Z", "X", "x"].includes(statOf(pid)?.[0] ?? "");
}

/** The fields of /proc/<pid>/stat after the program's name in brackets: the 3rd and the following ones. proc_pid_stat(5) */
function statOf(pid: number): readonly string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ");
  } catch {
    return undefined;
  }
}

async function inUse(directory: string, path: string): Promise<Error> {
  const owner = parseOwner(await readLock(path));
  const who = owner === undefined ? "another local COS" : `another local COS (process ${owner.pid})`;
  return new Error(
    `${who} uses the folder ${directory}; set directory or LOCAL_COS_DIR to a folder of its own, or remove ${path} if none is running`,
  );
}

/** Reads the lock file. Returns "" if there is none. */
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
