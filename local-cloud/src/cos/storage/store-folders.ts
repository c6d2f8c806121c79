import { readFileSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { unusableFolder } from "./folder-lock.ts";
import { continueJournal, type IndexJournal, type JournalContent, readJournal, startJournal } from "./index-journal.ts";
import { nameOfMetadataFile, parseMetadataFile } from "./metadata-file.ts";
import { readUploads, type UploadRecord } from "./multipart/upload-files.ts";
import { dataFilesOf, type IndexEntry } from "./record-text.ts";

/** Names of the store's own files. The store never removes any other file in its folders. */
const DATA_FILE = /^[0-9a-f]{32}(?:\.json)?$/;
const METADATA_FILE = /^[0-9a-f]{64}\.json$/;

/** Paths of a store's folders. */
export interface StoreFolders {
  /** Metadata files, one for each object. */
  readonly objects: string;
  /** The bytes of objects. */
  readonly data: string;
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
  // The thread pool reads the folders while this thread parses the journal.
  const reading = Promise.all([readdir(folders.objects), readdir(folders.data)]);
  const journaled = readJournal(directory);
  const [objectFiles, dataFiles] = await reading;
  const files = objectFiles.filter((file) => METADATA_FILE.test(file));
  const fromJournal = journaled && (await completeJournal(journaled, folders.objects, files, dataFiles));
  const { entries, unnamed } = fromJournal ?? compareData(await readMetadata(folders.objects, files), dataFiles);
  const uploads = await readUploads(folders.multipart, () => new Set([...entries.values()].flatMap(dataFilesOf)));
  const parts = uploads.flatMap((upload) => [...upload.parts.values()]);
  for (const { segments } of parts) unnamed.delete(segments[0].file);
  await removeFiles(folders.data, [...unnamed]);
  const continues = fromJournal !== undefined && journaled?.isLong === false;
  const journal = continues ? await continueJournal(directory, journaled) : await startJournal(directory, entries);
  return { folders, entries, uploads, journal };
}

/** The objects of a store by key, compared with its data folder. */
interface ComparedEntries {
  readonly entries: Map<string, IndexEntry>;
  /** The files of the data folder that no object names. */
  readonly unnamed: Set<string>;
  /** Whether an object names a file that is not there, or that another one names too. */
  readonly isDataMissing: boolean;
}

function compareData(entries: Map<string, IndexEntry>, dataFiles: readonly string[]): ComparedEntries {
  const unnamed = new Set(dataFiles);
  let isDataMissing = false;
  for (const entry of entries.values()) {
    for (const file of dataFilesOf(entry)) {
      if (!unnamed.delete(file)) isDataMissing = true;
    }
  }
  return { entries, unnamed, isDataMissing };
}

/**
 * Adds the objects that a journal has only announced, and compares it with the folders.
 *
 * @returns undefined if the journal does not fit the folders, because something else has changed them
 */
async function completeJournal(
  { entries, announced }: JournalContent,
  folder: string,
  files: readonly string[],
  dataFiles: readonly string[],
): Promise<ComparedEntries | undefined> {
  if (announced.size > 0) {
    const unrecorded = new Set(Array.from(announced, nameOfMetadataFile));
    const changed = files.filter((file) => unrecorded.has(file));
    for (const [key, entry] of await readMetadata(folder, changed)) entries.set(key, entry);
  }
  if (entries.size !== files.length) return undefined;
  const compared = compareData(entries, dataFiles);
  return compared.isDataMissing ? undefined : compared;
}

/** How many files to read before other work has its turn. */
const BATCH_FILES = 500;

async function readMetadata(folder: string, files: readonly string[]): Promise<Map<string, IndexEntry>> {
  const entries = new Map<string, IndexEntry>();
  for (const [index, file] of files.entries()) {
    if (index % BATCH_FILES === BATCH_FILES - 1) await setImmediate();
    const path = join(folder, file);
    try {
      // Reading 100,000 small files asynchronously takes three times as long.
      const record = parseMetadataFile(readFileSync(path, "utf8"));
      entries.set(record.object.key, record);
    } catch (cause) {
      throw new Error(`${path} is not an object of a local bucket`, { cause });
    }
  }
  return entries;
}

/** Removes the files among these that the store has created. */
async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.filter((name) => DATA_FILE.test(name)).map((name) => rm(join(folder, name))));
}
