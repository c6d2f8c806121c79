import { rmSync } from "node:fs";
import { access, constants, mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Linux keeps this folder in memory. Docker gives it 64 MiB by default, which is less than a video. */
const MEMORY_FOLDER = "/dev/shm";
const LEAST_FREE_BYTES = 256 * 1024 ** 2;

/** A folder that lasts as long as its owner. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Folders to remove when the process exits. */
const open = new Set<string>();

/**
 * Creates a folder for a bucket that keeps nothing: in memory on Linux with 256 MiB free in /dev/shm, otherwise among the system's temporary
 * files. An exit of the process removes it, too; only a killed process leaves it behind.
 */
export async function createTemporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join((await hasMemoryFolder()) ? MEMORY_FOLDER : tmpdir(), "local-cos-"));
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

function removeOpen(): void {
  for (const path of open) rmSync(path, { recursive: true, force: true });
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
