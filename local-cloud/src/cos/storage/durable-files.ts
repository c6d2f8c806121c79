import {
  closeSync,
  fsync as fsyncWithCallback,
  openSync,
  writeFileSync,
  writeFile as writeFileWithCallback,
} from "node:fs";
import { promisify } from "node:util";

/*
 * Opening, closing, renaming and writing a small file takes less time than a thread of the pool takes to be woken up for it, so only what
 * waits for the disk is asynchronous: docs/performance.md, "Small files".
 */
const fsync = promisify(fsyncWithCallback);
const writeFile = promisify(writeFileWithCallback);

/** Writes a new file and waits until it is on the disk. @throws if the file exists */
export async function writeDurably(path: string, text: string): Promise<void> {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, text);
    await fsync(file);
  } finally {
    closeSync(file);
  }
}

/** A file whose bytes have arrived. */
export interface ReceivedFile {
  readonly bytes: number;
  /** Resolves when the bytes are on the disk. */
  readonly synced: Promise<void>;
}

/**
 * Writes a new file as its bytes arrive. While a chunk is being written, the next one can arrive.
 *
 * @throws if the file exists, and what the source throws. The file remains, incomplete
 */
export async function receiveFile(path: string, source: AsyncIterable<Uint8Array>): Promise<ReceivedFile> {
  const file = openSync(path, "wx");
  let writing: Promise<void> = Promise.resolve();
  let bytes = 0;
  try {
    for await (const chunk of source) {
      await writing;
      writing = writeFile(file, chunk);
      // If the source fails first, nobody else handles this rejection.
      writing.catch(() => {});
      bytes += chunk.length;
    }
    await writing;
  } catch (error) {
    await writing.catch(() => {});
    closeSync(file);
    throw error;
  }
  const synced = fsync(file).finally(() => closeSync(file));
  // An upload that is rejected does not wait for the disk.
  synced.catch(() => {});
  return { bytes, synced };
}

/** Waits until the names in a folder are on the disk. Does nothing on Windows, which cannot open a folder. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    await fsync(folder);
  } finally {
    closeSync(folder);
  }
}

/**
 * Creates a {@link syncFolder} for a folder that many requests change at the same time. Calls that wait for the same sync share it: it
 * begins after each of them, so it includes the changes before each of them.
 */
export function createFolderSync(path: string): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function start(previous: Promise<void>): Promise<void> {
    await previous.catch(() => {});
    next = undefined;
    await syncFolder(path);
  }

  return () => {
    if (next === undefined) {
      next = start(running);
      running = next;
    }
    return next;
  };
}
