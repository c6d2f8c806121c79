import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { isSystemError } from "../system-error.ts";
import { lockFolder } from "./folder-lock.ts";
import { formatMetadataFile, syncFolder, writeDurably } from "./metadata-file.ts";
import { createObjectIndex, type ObjectRecord } from "./object-index.ts";
import type { ObjectStore, OpenObject, ReceivedData, StoredObject } from "./object-store.ts";
import { openStoreFolders } from "./store-folders.ts";

/** Options of {@link openDiskStore}. */
export interface DiskStoreOptions {
  /** The store's folder. It is created if it does not exist. Only one open store at a time can use it. */
  readonly directory: string;
  readonly randomBytes: (bytes: number) => Buffer;
}

/**
 * Opens an {@link ObjectStore} in a folder, and removes the unfinished files of a killed process.
 *
 * An object consists of a metadata file in `objects/`, whose name is the hash of the key, and a data file in `data/`, which the metadata
 * names. Renaming the metadata file into place is the single moment at which an object is created or overwritten. Removing that file deletes
 * the object. A journal of all metadata files makes the next start fast.
 *
 * @throws an Error with advice if the folder is unusable or another store uses it
 */
export async function openDiskStore({ directory, randomBytes }: DiskStoreOptions): Promise<ObjectStore> {
  const unlock = await lockFolder(directory);
  const { folders, entries, journal } = await openStoreFolders(directory).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  const index = createObjectIndex(entries);
  const enqueue = createKeyedQueue();
  const createId = () => randomBytes(16).toString("hex");
  const nameOfMetadata = (key: string) => `${sha256Hex(key)}.json`;
  const pathOfMetadata = (key: string) => join(folders.objects, nameOfMetadata(key));

  /** Completes a change of an object's metadata file that the journal has announced. */
  async function settle(key: string, record: ObjectRecord | undefined): Promise<void> {
    if (record === undefined) index.delete(key);
    else index.set(record);
    await Promise.all([journal.end(nameOfMetadata(key), record), syncFolder(folders.objects)]);
  }

  return {
    find: (key) => index.get(key)?.object,
    keys: () => index.keys(),

    async receive(source) {
      const id = createId();
      const path = join(folders.uploads, id);
      try {
        // Open the file first: a stream that fails while it opens its file creates it after the removal below.
        const file = await open(path, "wx");
        await pipeline(source, file.createWriteStream({ flush: true }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
      return { id };
    },

    put: (data, object, { onlyIfAbsent }) =>
      enqueue(object.key, async () => {
        const replaced = index.get(object.key);
        if (onlyIfAbsent && replaced !== undefined) return false;
        await commit(data, object);
        await removeData(replaced);
        return true;
      }),

    async close() {
      await journal.close().finally(unlock);
    },

    discard: ({ id }) => rm(join(folders.uploads, id), { force: true }),

    async open(key) {
      for (let record = index.get(key); record !== undefined; record = index.get(key)) {
        const opened = await openRecord(record);
        if (opened !== undefined) return opened;
        if (index.get(key) === record) throw new Error(`the data file ${record.dataFile} is gone`);
      }
      return undefined;
    },

    update: (key, changes) =>
      enqueue(key, async () => {
        const record = index.get(key);
        if (record === undefined) return undefined;
        const changed = { ...record, object: { ...record.object, ...changes } };
        const metadataPath = join(folders.uploads, `${createId()}.json`);
        try {
          await writeDurably(metadataPath, formatMetadataFile(changed));
          await journal.begin(nameOfMetadata(key));
          await rename(metadataPath, pathOfMetadata(key));
        } catch (error) {
          await rm(metadataPath, { force: true });
          throw error;
        }
        await settle(key, changed);
        return changed.object;
      }),

    delete: (key) =>
      enqueue(key, async () => {
        const record = index.get(key);
        if (record === undefined) return;
        await journal.begin(nameOfMetadata(key));
        await rm(pathOfMetadata(key), { force: true });
        await settle(key, undefined);
        await removeData(record);
      }),
  };

  async function commit({ id }: ReceivedData, object: StoredObject): Promise<void> {
    const record: ObjectRecord = { object, dataFile: id };
    const metadataPath = join(folders.uploads, `${id}.json`);
    const dataPath = join(folders.data, id);
    try {
      await writeDurably(metadataPath, formatMetadataFile(record));
      await rename(join(folders.uploads, id), dataPath);
      await syncFolder(folders.data);
      await journal.begin(nameOfMetadata(object.key));
      await rename(metadataPath, pathOfMetadata(object.key));
    } catch (error) {
      await Promise.all([rm(metadataPath, { force: true }), rm(dataPath, { force: true })]);
      throw error;
    }
    await settle(object.key, record);
  }

  /** Returns undefined if the data file has been removed since the lookup. */
  async function openRecord({ object, dataFile }: ObjectRecord): Promise<OpenObject | undefined> {
    const handle = await open(join(folders.data, dataFile)).catch((error: unknown) => {
      if (isSystemError(error, "ENOENT")) return undefined;
      throw error;
    });
    return handle && { object, read: (range) => handle.createReadStream({ ...range }), close: () => handle.close() };
  }

  /** Removes a data file that no metadata file names any more. Failures are ignored, because a leftover file does no harm. */
  async function removeData(record: ObjectRecord | undefined): Promise<void> {
    if (record !== undefined) await rm(join(folders.data, record.dataFile), { force: true }).catch(() => {});
  }
}

/** A file name for any key. Names are short, in lower case and free of slashes. */
function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Runs tasks with the same key one after another, and tasks with different keys concurrently. */
export type KeyedQueue = <T>(key: string, task: () => Promise<T>) => Promise<T>;

/** Creates a {@link KeyedQueue}. It remembers a key only while a task with that key is waiting or running. */
export function createKeyedQueue(): KeyedQueue {
  const tails = new Map<string, Promise<void>>();

  return async (key, task) => {
    const before = tails.get(key);
    const result = (before ?? Promise.resolve()).then(task);
    const tail = result.then(ignore, ignore);
    tails.set(key, tail);
    try {
      return await result;
    } finally {
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

/** The caller gets a task's result or error. The next task only waits for its end. */
function ignore(): void {}
