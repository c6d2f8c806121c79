import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { unusableFolder } from "./folder-lock.ts";
import { readUploads, type UploadRecord } from "./multipart/upload-files.ts";
import { continueJournal, type IndexJournal, startJournal } from "./object-index/index-journal.ts";
import { readObjects } from "./object-index/read-objects.ts";
import { dataFilesOf, type IndexEntry } from "./object-index/record-text.ts";
import { type ObjectFolders, writeStopNote } from "./object-index/stop-note.ts";

/** Names of the data files and temporary files of a store. It never removes any other file in its folders. */
const DATA_FILE = /^[0-9a-f]{32}(?:\.json)?$/;

/** Paths of a store's folders. */
export interface StoreFolders extends ObjectFolders {
  /** Data that is being received, and metadata files that are being written. */
  readonly uploads: string;
  /** Unfinished multipart uploads, one folder for each. */
  readonly multipart: string;
}

/** The opened folders of a store. */
export interface OpenedFolders {
  readonly folders: StoreFolders;
  /** The objects by key. */
  readonly entries: Map<string, IndexEntry>;
  readonly uploads: readonly UploadRecord[];
  readonly journal: IndexJournal;
  /** Makes the next start fast. No change may be in progress. */
  close(): Promise<void>;
}

/**
 * Creates the folders of a store, reads its objects and unfinished multipart uploads, and removes data that neither needs.
 *
 * @throws an Error that names the file if a metadata file is unreadable, or LOCAL_COS_DIR if a folder cannot be created
 */
export async function openStoreFolders(directory: string): Promise<OpenedFolders> {
  const folders: StoreFolders = {
    objects: join(directory, "objects"),
    data: join(directory, "data"),
    uploads: join(directory, "uploads"),
    multipart: join(directory, "multipart"),
  };
  for (const folder of Object.values(folders)) {
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw unusableFolder(directory, cause);
    });
  }
  await removeFiles(folders.uploads, await readdir(folders.uploads));
  const { entries, unnamed, journaled } = await readObjects(directory, folders);
  const uploads = await readUploads(folders.multipart, () => new Set([...entries.values()].flatMap(dataFilesOf)));
  const parts = uploads.flatMap((upload) => [...upload.parts.values()]);
  for (const { segments } of parts) unnamed.delete(segments[0].file);
  await removeFiles(folders.data, [...unnamed]);
  const continues = journaled?.isLong === false;
  const opening = continues ? continueJournal(directory, journaled) : startJournal(directory, entries);
  const journal = await opening.catch((cause: unknown) => {
    throw unusableFolder(directory, cause);
  });
  return {
    folders,
    entries,
    uploads,
    journal,
    async close() {
      await journal.close();
      await writeStopNote(directory, folders);
    },
  };
}

/** Removes the files among these that the store has created. */
async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.filter((name) => DATA_FILE.test(name)).map((name) => rm(join(folder, name))));
}
