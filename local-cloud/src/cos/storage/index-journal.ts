import { appendFileSync, closeSync, fsync, openSync, readFileSync } from "node:fs";
import { rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRecord } from "../../is-record.ts";
import { compareKeys } from "../object/compare-keys.ts";
import { isSystemError } from "../system-error.ts";
import { parseMetadataFile } from "./metadata-file.ts";
import type { IndexEntry, ObjectRecord } from "./object-index.ts";

/**
 * A copy of every metadata file in one file, which a start reads in a fraction of the time. The metadata files stay the truth: the journal
 * names each file before it changes, and records its content afterwards. A file that was named last is read again.
 */
export interface IndexJournal {
  /** Announces a change of a metadata file. The file may change only after this. @throws the system's error */
  begin(file: string): void;
  /** Records a metadata file's new content, or that it was removed. Never throws: without the record, the file is read again. */
  end(file: string, record: ObjectRecord | undefined): void;
  /** Makes the journal valid after a restart of the machine, too. No change may be in progress. */
  close(): Promise<void>;
}

/** What a journal knows. */
export interface JournalContent {
  /** Each metadata file's content by the file's name. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
  /** The files that have to be read: they changed last, or were removed. */
  readonly announced: ReadonlySet<string>;
  /** Whether most of its lines are out of date, so that a new journal is better. */
  readonly isLong: boolean;
  /** Length without an incomplete last line. */
  readonly bytes: number;
}

const FILE_NAME = "index.jsonl";
const SPARE_LINES = 10_000;
const FILE_NAME_LENGTH = 69;
const REMOVED = "-";
/** Between the names of an object's data files. */
const SEPARATOR = ",";

/** Where Linux keeps an id that changes with each start of the machine. Elsewhere only a closed journal is valid. */
const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/**
 * Reads the journal in a store's folder. Synchronous: the file is parsed at once, and the thread pool stays free for other work.
 *
 * @returns undefined if there is none, if it is damaged, or if the machine has restarted since it was written without being closed: the
 *   system may have lost its last lines then
 */
export function readJournal(directory: string): JournalContent | undefined {
  try {
    const bytes = readFileSync(join(directory, FILE_NAME));
    // Only the last line may be incomplete: the process was killed while it wrote it.
    const complete = bytes.subarray(0, bytes.lastIndexOf("\n") + 1);
    return parseJournal(complete.toString().split("\n").slice(0, -1), complete.length);
  } catch {
    return undefined;
  }
}

/**
 * A line has columns with tabs between them: `<file>` announces a change, `<file>` and `-` record a removal, and `<file>`, `<data files>`,
 * `<key>` and `<record>`, the last two as JSON, a content. A line that is a JSON object says how long the journal is valid. Only the key is
 * parsed at once: parsing everything would take half of a start.
 */
function parseJournal(lines: readonly string[], bytes: number): JournalContent | undefined {
  const entries = new Map<string, IndexEntry>();
  const announced = new Set<string>();
  let isValid = false;
  for (const line of lines) {
    if (line.startsWith("{")) {
      const validity: unknown = JSON.parse(line);
      isValid = isRecord(validity) && (validity["closed"] === true || isThisBoot(validity["boot"]));
      continue;
    }
    const [file = "", dataFiles, key, record, ...rest] = line.split("\t");
    if (file.length !== FILE_NAME_LENGTH || rest.length > 0) return undefined;
    if (dataFiles === undefined) {
      entries.delete(file);
      announced.add(file);
      continue;
    }
    announced.delete(file);
    if (key !== undefined && record !== undefined) {
      entries.set(file, {
        key: parseText(key),
        dataFiles: dataFiles.split(SEPARATOR),
        load: () => parseMetadataFile(record),
      });
    } else if (dataFiles === REMOVED) entries.delete(file);
    else return undefined;
  }
  const isLong = lines.length > SPARE_LINES + 2 * (entries.size + announced.size);
  return isValid ? { entries, announced, isLong, bytes } : undefined;
}

/** Parses a JSON string. Most keys need no parser. */
function parseText(json: string): string {
  if (!json.includes("\\")) return json.slice(1, -1);
  const text: unknown = JSON.parse(json);
  if (typeof text !== "string") throw new TypeError("the key is not a string");
  return text;
}

function contentLine(file: string, record: ObjectRecord): string {
  const dataFiles = record.segments.map((segment) => segment.file).join(SEPARATOR);
  return [file, dataFiles, JSON.stringify(record.object.key), JSON.stringify(record)].join("\t");
}

/**
 * Starts a new journal with the content of all metadata files.
 *
 * @throws the system's error if the folder cannot be written to
 */
export async function startJournal(directory: string, content: ReadonlyMap<string, IndexEntry>): Promise<IndexJournal> {
  const path = join(directory, FILE_NAME);
  // Sorting keys that are in order already takes no time at the next start.
  const sorted = [...content].sort(([, a], [, b]) => compareKeys(a.key, b.key));
  const lines = sorted.map(([file, entry]) => contentLine(file, entry.load()));
  const aside = `${path}.new`;
  await writeFile(aside, `${[JSON.stringify({ boot: bootId() }), ...lines].join("\n")}\n`);
  await rename(aside, path);
  return journalOf(openSync(path, "a"));
}

/**
 * Continues a journal.
 *
 * @param bytes its length without an incomplete last line
 * @throws the system's error if the file cannot be written to
 */
export async function continueJournal(directory: string, { bytes }: JournalContent): Promise<IndexJournal> {
  const path = join(directory, FILE_NAME);
  await truncate(path, bytes);
  const journal = openSync(path, "a");
  appendLine(journal, JSON.stringify({ boot: bootId() }));
  return journalOf(journal);
}

/** A file descriptor, because a FileHandle that nobody closes is an error. */
function journalOf(journal: number): IndexJournal {
  return {
    begin: (file) => appendLine(journal, file),
    end(file, record) {
      try {
        appendLine(journal, record === undefined ? `${file}\t${REMOVED}` : contentLine(file, record));
      } catch {}
    },
    async close() {
      try {
        appendLine(journal, JSON.stringify({ closed: true }));
        await promisify(fsync)(journal);
      } finally {
        closeSync(journal);
      }
    },
  };
}

/** Synchronous, because a line takes microseconds: docs/performance.md, "Small files". */
function appendLine(journal: number, line: string): void {
  appendFileSync(journal, `${line}\n`);
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
