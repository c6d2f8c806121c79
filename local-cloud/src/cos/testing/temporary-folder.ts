import { readlinkSync, rmSync } from "node:fs";
import { access, constants, mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAbandoned } from "../storage/folder-lock.ts";

/** Linux keeps this folder in memory. Docker gives it 64 MiB by default, which is less than a video. */
const MEMORY_FOLDER = "/dev/shm";
const LEAST_FREE_BYTES = 256 * 1024 ** 2;

/** A folder that lasts as long as its owner. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Containers may share a folder but not their processes, so a process judges only the folders of its own PID namespace. */
const PREFIX = `tencent-cos-local-${pidNamespace()}-`;

/** Folders to remove when the process exits. */
const open = new Set<string>();

/**
 * Creates a folder for a bucket that keeps nothing: in memory on Linux with 256 MiB free in /dev/shm, otherwise among the system's temporary
 * files. An exit of the process removes it, too. A killed process leaves it behind, and the next call removes it.
 */
export async function createTemporaryFolder(): Promise<TemporaryFolder> {
  const parent = (await hasMemoryFolder()) ? MEMORY_FOLDER : tmpdir();
  await removeAbandoned(parent);
  const path = await mkdtemp(join(parent, PREFIX));
  if (open.size === 0) process.once("exit", removeOpen);
  open.add(path);
  return {
    path,
    async remove() {
      open.delete(path);
      if (open.size === 0) process.off("exit", removeOpen);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Removes what killed processes have left. A folder of another user stays. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(parent, name);
    if (await isAbandoned(path).catch(() => false)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function removeOpen(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true });
}

/** Linux: the number in `pid:[4026531836]`. Elsewhere "0". */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

async function hasMemoryFolder(): Promise<boolean> {
  try {
    await access(MEMORY_FOLDER, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY_FOLDER);
    return bavail * bsize >= LEAST_FREE_BYTES;
  } catch {
    return false;
  }
}
