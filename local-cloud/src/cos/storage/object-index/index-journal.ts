import { appendFileSync, closeSync, fsync, openSync, readFileSync, rmSync } from "node:fs";
import { rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../../is-record.ts";
import { isSystemError } from "../../system-error.ts";
import type { ObjectRecord } from "../metadata-file.ts";
import { formatRecordText, type IndexEntry, isRecordText } from "./record-text.ts";

/**
 * A copy of every metadata file in one file, which a start reads in a fraction of the time. The metadata files stay the truth: the journal
 * names each object before its metadata file changes, and records the new metadata afterwards. The file of an object that was named last is
 * read again.
 */
export interface IndexJournal {
  /**
   * Announces a change of an object's metadata file. The file may change only after this. On a full disk it removes the journal instead.
   *
   * @throws the system's error if it can neither be written to nor removed
   */
  begin(key: string): void;
  /** Records an object's new metadata, or that it was deleted. Never throws: without the record, its metadata file is read again. */
  end(key: string, record: ObjectRecord | undefined): void;
  /** Makes the journal valid after a restart of the machine, too, while the folders stay unchanged. No change may be in progress. */
  close(): Promise<void>;
}

/** What a journal knows. */
export interface JournalContent {
  /** The objects by key, without those that are announced. */
  readonly entries: Map<string, IndexEntry>;
  /** The keys of objects whose metadata files have to be read, if they exist: a change of them was announced but not recorded. */
  readonly announced: ReadonlySet<string>;
  /** Whether most of its lines are out of date, so that a new journal is better. */
  readonly isLong: boolean;
  /** Length without an incomplete last line. */
  readonly bytes: number;
}

const FILE_NAME = "index.jsonl";
const SPARE_LINES = 10_000;
const DELETED = "-";

/** Where Linux keeps an id that changes with each start of the machine. Elsewhere only the closed journal of unchanged folders is valid. */
const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/** The path of the journal in a store's folder. */
export function pathOfJournal(directory: string): string {
  return join(directory, FILE_NAME);
}

/**
 * Reads the journal in a store's folder. It is synchronous, so that the thread pool can read the folders meanwhile.
 *
 * @param isUnchanged whether nothing has changed the folders since the journal was closed
 * @returns undefined if there is none, if it is damaged, or if the machine has restarted since and the folders may have changed: the system
 *   may have lost all lines that followed the closing
 */
export function readJournal(directory: string, isUnchanged: boolean): JournalContent | undefined {
  try {
    const bytes = readFileSync(pathOfJournal(directory));
    // Only the last line may be incomplete: the process was killed while it wrote it.
    const complete = bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
    return parseJournal(complete.toString(), complete.length, isUnchanged);
  } catch {
    return undefined;
  }
}

/**
 * A line has columns with tabs between them. The first one is an object's key as JSON: alone, it announces a change; before `-`, it records
 * that the object was deleted; before a record's text, it records the object's metadata. A line that is a JSON object says how long the
 * journal is valid.
 */
function parseJournal(text: string, bytes: number, isUnchanged: boolean): JournalContent | undefined {
  const entries = new Map<string, IndexEntry>();
  const announced = new Set<string>();
  let isValid = false;
  let lines = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf("\n", start);
    const line = text.slice(start, end);
    lines += 1;
    if (line.startsWith("{")) {
      const validity: unknown = JSON.parse(line);
      isValid = isRecord(validity) && (isThisBoot(validity["boot"]) || (isUnchanged && validity["closed"] === true));
      continue;
    }
    const keyEnd = line.indexOf("\t");
    if (keyEnd === -1) {
      announced.add(parseKey(line));
      continue;
    }
    const key = parseKey(line.slice(0, keyEnd));
    const change = line.slice(keyEnd + 1);
    announced.delete(key);
    if (change === DELETED) entries.delete(key);
    else if (isRecordText(change)) entries.set(key, change);
    else return undefined;
  }
  for (const key of announced) entries.delete(key);
  const isLong = lines > SPARE_LINES + 2 * (entries.size + announced.size);
  return isValid ? { entries, announced, isLong, bytes } : undefined;
}

/** JSON.parse returns strings of their own. Pieces of the journal's text would take several times as long to sort. */
function parseKey(json: string): string {
  const key: unknown = JSON.parse(json);
  if (typeof key !== "string") throw new TypeError("the key is not a string");
  return key;
}

function changeLine(key: string, change: string): string {
  return `${JSON.stringify(key)}\t${change}`;
}

/**
 * Starts a new journal with the metadata of all objects.
 *
 * @throws the system's error if the folder cannot be written to
 */
export async function startJournal(directory: string, entries: ReadonlyMap<string, IndexEntry>): Promise<IndexJournal> {
  const path = pathOfJournal(directory);
  const lines = Array.from(entries, ([key, entry]) => changeLine(key, formatRecordText(entry)));
  const aside = `${path}.new`;
  await writeFile(aside, `${[JSON.stringify({ boot: bootId() }), ...lines].join("\n")}\n`);
  await rename(aside, path);
  return openJournal(path);
}

/**
 * Continues a journal.
 *
 * @param bytes its length without an incomplete last line
 * @throws the system's error if the file cannot be written to
 */
export async function continueJournal(directory: string, { bytes }: JournalContent): Promise<IndexJournal> {
  const path = pathOfJournal(directory);
  await truncate(path, bytes);
  appendFileSync(path, `${JSON.stringify({ boot: bootId() })}\n`);
  return openJournal(path);
}

function openJournal(path: string): IndexJournal {
  /** A file descriptor, because a FileHandle that nobody closes is an error. Undefined once the journal is removed. */
  let journal: number | undefined = openSync(path, "a");
  let isDamaged = false;

  /**
   * Synchronous, because a line takes microseconds: docs/performance.md, "Small files". On a full disk a line can be incomplete, and another
   * one must not follow it. Deletions have to work nevertheless, so the store then does without its journal.
   */
  function append(line: string): void {
    if (journal === undefined) return;
    if (!isDamaged) {
      try {
        appendFileSync(journal, `${line}\n`);
        return;
      } catch {
        isDamaged = true;
      }
    }
    rmSync(path, { force: true });
    closeSync(journal);
    journal = undefined;
  }

  return {
    begin: (key) => append(JSON.stringify(key)),
    end(key, record) {
      try {
        append(changeLine(key, record === undefined ? DELETED : formatRecordText(record)));
      } catch {}
    },
    async close() {
      append(JSON.stringify({ boot: bootId(), closed: true }));
      if (journal === undefined) return;
      const closing = journal;
      // Another file may get the same descriptor.
      journal = undefined;
      try {
        await promisify(fsync)(closing);
      } finally {
        closeSync(closing);
      }
    },
  };
}

function isThisBoot(boot: unknown): boolean {
  return typeof boot === "string" && boot === bootId();
}

function bootId(): string | undefined {
  try {
    return readFileSync(BOOT_ID, "utf8").trim();
  } catch (error) {
    if (isSystemError(error, "ENOENT", "EACCES")) return undefined;
    throw error;
  }
}
