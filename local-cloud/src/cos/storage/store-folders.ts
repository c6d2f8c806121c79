import { readFileSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { unusableFolder } from "./folder-lock.ts";
import { continueJournal, type IndexJournal, type JournalContent, readJournal, startJournal } from "./index-journal.ts";
import { parseMetadataFile } from "./metadata-file.ts";
import { readUploads, type UploadRecord } from "./multipart/upload-files.ts";
import type { IndexEntry } from "./object-index.ts";

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
  readonly entries: readonly IndexEntry[];
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
  await removeAllBut(new Set(), folders.uploads, await readdir(folders.uploads));
  // The thread pool reads the folders while this thread parses the journal.
  const reading = Promise.all([readdir(folders.objects), readdir(folders.data)]);
  const journaled = readJournal(directory);
  const [objectFiles, dataFiles] = await reading;
  const files = objectFiles.filter((file) => METADATA_FILE.test(file));
  const fromJournal = journaled && (await completeJournal(journaled, folders.objects, files, new Set(dataFiles)));
  const content = fromJournal ?? (await readMetadata(folders.objects, files));
  const entries = [...content.values()];
  const namesOfObjects = () => new Set(entries.flatMap((entry) => entry.dataFiles));
  const uploads = await readUploads(folders.multipart, namesOfObjects);
  const ofParts = uploads.flatMap((upload) => [...upload.parts.values()].map(({ segments: [{ file }] }) => file));
  const named = entries.reduce((sum, entry) => sum + entry.dataFiles.length, ofParts.length);
  // A journal that fits has each data file, so with the same number there is no other one.
  if (fromJournal === undefined || dataFiles.length !== named) {
    await removeAllBut(new Set([...namesOfObjects(), ...ofParts]), folders.data, dataFiles);
  }
  const continues = fromJournal !== undefined && journaled?.isLong === false;
  const journal = continues ? await continueJournal(directory, journaled) : await startJournal(directory, content);
  return { folders, entries, uploads, journal };
}

/**
 * Reads the metadata files that a journal has only announced.
 *
 * @returns undefined if the journal does not fit the folders, because something else has changed them
 */
async function completeJournal(
  journaled: JournalContent,
  folder: string,
  files: readonly string[],
  dataFiles: ReadonlySet<string>,
): Promise<ReadonlyMap<string, IndexEntry> | undefined> {
  let content = journaled.entries;
  if (journaled.announced.size > 0) {
    const announced = files.filter((file) => journaled.announced.has(file));
    content = new Map([...content, ...(await readMetadata(folder, announced))]);
  }
  const fits =
    content.size === files.length &&
    [...content.values()].every((entry) => entry.dataFiles.every((file) => dataFiles.has(file)));
  return fits ? content : undefined;
}

/** How many files to read before other work has its turn. */
const BATCH_FILES = 500;

async function readMetadata(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, IndexEntry>> {
  const content = new Map<string, IndexEntry>();
  for (const [index, file] of files.entries()) {
    if (index % BATCH_FILES === BATCH_FILES - 1) await setImmediate();
    const path = join(folder, file);
    try {
      // Reading 100,000 small files asynchronously takes three times as long.
      const record = parseMetadataFile(readFileSync(path, "utf8"));
      content.set(file, {
        key: record.object.key,
        dataFiles: record.segments.map((segment) => segment.file),
        load: () => record,
      });
    } catch (cause) {
      throw new Error(`${path} is not an object of a local bucket`, { cause });
    }
  }
  return content;
}

/** @param names the names in the folder */
async function removeAllBut(kept: ReadonlySet<string>, folder: string, names: readonly string[]): Promise<void> {
  const unneeded = names.filter((name) => DATA_FILE.test(name) && !kept.has(name));
  await Promise.all(unneeded.map((name) => rm(join(folder, name))));
}
