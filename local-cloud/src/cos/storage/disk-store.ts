import { renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createDataFiles } from "./data-files.ts";
import { createFolderSync, receiveFile, writeDurably } from "./durable-files.ts";
import { lockFolder } from "./folder-lock.ts";
import { createKeyedQueue } from "./keyed-queue.ts";
import { formatMetadataFile, nameOfMetadataFile, type ObjectRecord } from "./metadata-file.ts";
import { openMultipartStore } from "./multipart/disk-multipart-store.ts";
import { createObjectIndex } from "./object-index/object-index.ts";
import type { ObjectStore, ReceivedData } from "./object-store.ts";
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
 * An object consists of a metadata file in `objects/`, whose name is the hash of the key, and data files in `data/`, which the metadata
 * names. Renaming the metadata file into place is the single moment at which an object is created or overwritten. Removing that file deletes
 * the object. A multipart upload is a folder in `multipart/`, whose metadata files name data files in the same way, so that completing an
 * upload copies no bytes. A journal of all metadata files makes the next start fast.
 *
 * @throws an Error with advice if the folder is unusable or another store uses it
 */
export async function openDiskStore({ directory, randomBytes }: DiskStoreOptions): Promise<ObjectStore> {
  const unlock = await lockFolder(directory);
  const opened = await openStoreFolders(directory).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  const { folders, entries, uploads, journal } = opened;
  const index = createObjectIndex(entries);
  const dataFiles = createDataFiles(folders.data);
  const syncObjects = createFolderSync(folders.objects);
  const syncData = createFolderSync(folders.data);
  const enqueue = createKeyedQueue();
  let received = 0;
  const createId = () => randomBytes(16).toString("hex");
  const pathOfMetadata = (key: string) => join(folders.objects, nameOfMetadataFile(key));
  const multipart = openMultipartStore({
    folders,
    uploads,
    dataFiles,
    randomBytes,
    placeRecord,
    putRecord,
    isObject: (record) => index.get(record.object.key) === record,
  });

  return {
    multipart,

    find: (key) => index.get(key)?.object,
    keys: () => index.keys(),

    async receive(source) {
      const id = createId();
      received += 1;
      const order = received;
      const path = join(folders.uploads, id);
      try {
        return { id, ...(await receiveFile(path, source)), order };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },

    put: (data, object, { onlyIfAbsent }) =>
      putRecord({ object, segments: [{ file: data.id, bytes: data.bytes }] }, { onlyIfAbsent, data }),

    async close() {
      await opened.close().finally(unlock);
    },

    discard: ({ id }) => rm(join(folders.uploads, id), { force: true }),

    async open(key) {
      const record = index.get(key);
      if (record === undefined) return undefined;
      const release = await dataFiles.hold(record.segments);
      return {
        object: record.object,
        read: (range) => dataFiles.read(record.segments, range).once("close", release),
        close: async () => release(),
      };
    },

    update: (key, changes) =>
      enqueue(key, async () => {
        const record = index.get(key);
        if (record === undefined) return undefined;
        const changed = { ...record, object: { ...record.object, ...changes } };
        await placeObject(changed);
        return changed.object;
      }),

    delete: (key) =>
      enqueue(key, async () => {
        const record = index.get(key);
        if (record === undefined) return;
        journal.begin(key);
        await rm(pathOfMetadata(key), { force: true });
        await settle(key, undefined);
        await dataFiles.remove(record.segments);
      }),
  };

  /** Makes a record the object under its key. The record's data is received data, or already in the data folder. */
  function putRecord(record: ObjectRecord, { onlyIfAbsent, data }: PutOptions): Promise<boolean> {
    const { key } = record.object;
    return enqueue(key, async () => {
      const replaced = index.get(key);
      if (onlyIfAbsent && replaced !== undefined) return false;
      await placeObject(record, data);
      if (replaced !== undefined) await dataFiles.remove(replaced.segments);
      return true;
    });
  }

  /** Writes an object's metadata file. @param data received data that the record names */
  async function placeObject(record: ObjectRecord, data?: ReceivedData): Promise<void> {
    const { key } = record.object;
    const text = formatMetadataFile(record);
    await placeRecord({ text, path: pathOfMetadata(key), data, announce: () => journal.begin(key) });
    await settle(key, record);
  }

  /** Completes a change of an object's metadata file that the journal has announced. */
  async function settle(key: string, record: ObjectRecord | undefined): Promise<void> {
    if (record === undefined) index.delete(key);
    else index.set(record);
    journal.end(key, record);
    await syncObjects();
  }

  /** Moves received data into the data folder, and then a metadata file into place. The caller syncs the folder of the metadata file. */
  async function placeRecord({ text, path, data, announce = () => {} }: Placement): Promise<void> {
    const temporaryPath = join(folders.uploads, `${data?.id ?? createId()}.json`);
    const dataPath = data && join(folders.data, data.id);
    try {
      await Promise.all([writeDurably(temporaryPath, text), data?.synced]);
      if (data !== undefined && dataPath !== undefined) {
        renameSync(join(folders.uploads, data.id), dataPath);
        await syncData();
      }
      announce();
      renameSync(temporaryPath, path);
    } catch (error) {
      await rm(temporaryPath, { force: true });
      if (dataPath !== undefined) await rm(dataPath, { force: true });
      throw error;
    }
  }
}

/** A metadata file to write. */
interface Placement {
  readonly text: string;
  readonly path: string;
  /** Received data that the file names. @default its data is already in the data folder */
  readonly data?: ReceivedData | undefined;
  /** Runs immediately before the file changes. */
  readonly announce?: () => void;
}

interface PutOptions {
  readonly onlyIfAbsent: boolean;
  /** Received data that the record names. @default its data is already in the data folder */
  readonly data?: ReceivedData;
}
