import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { nameOfMetadataFile, parseMetadataFile } from "../metadata-file.ts";
import { type JournalContent, readJournal } from "./index-journal.ts";
import { dataFilesOf, type IndexEntry } from "./record-text.ts";
import { isAsNoted, type ObjectFolders } from "./stop-note.ts";

const METADATA_FILE = /^[0-9a-f]{64}\.json$/;

/** The objects of a store, read from its journal or from its folders. */
export interface ReadObjects {
  /** The objects by key. */
  readonly entries: Map<string, IndexEntry>;
  /** The files of the data folder that no object names. */
  readonly unnamed: Set<string>;
  /** The journal, if it fits the folders. */
  readonly journaled: JournalContent | undefined;
}

/**
 * Reads the objects of a store: from its journal if that fits the folders, and from their metadata files otherwise.
 *
 * @throws an Error that names the file if a metadata file is unreadable
 */
export async function readObjects(directory: string, folders: ObjectFolders): Promise<ReadObjects> {
  const isUnchanged = await isAsNoted(directory, folders);
  // The thread pool reads the folders while this thread parses the journal.
  const reading = isUnchanged ? undefined : readNames(folders);
  const journaled = readJournal(directory, isUnchanged);
  if (isUnchanged && journaled?.announced.size === 0) {
    return { entries: journaled.entries, unnamed: new Set(), journaled };
  }
  const { files, dataFiles } = await (reading ?? readNames(folders));
  const completed = journaled && (await completeJournal(journaled, folders.objects, files, dataFiles));
  if (completed !== undefined) return { ...completed, journaled };
  const compared = compareData(await readMetadata(folders.objects, files), dataFiles);
  return { ...compared, journaled: undefined };
}

/** Names of the store's files. */
interface StoreFileNames {
  readonly files: readonly string[];
  readonly dataFiles: readonly string[];
}

async function readNames(folders: ObjectFolders): Promise<StoreFileNames> {
  const [objects, dataFiles] = await Promise.all([readdir(folders.objects), readdir(folders.data)]);
  return { files: objects.filter((file) => METADATA_FILE.test(file)), dataFiles };
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
