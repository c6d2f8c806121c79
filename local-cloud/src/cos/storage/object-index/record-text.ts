import { type ObjectRecord, parseMetadataFile } from "../metadata-file.ts";

/*
 * The text of a record has two columns with a tab between them: the names of its data files, and the record as JSON. A start needs these
 * names, but no metadata, so it parses no record: docs/performance.md, "Many objects".
 */

/** A record, or its text, which is parsed when the record is first needed. */
export type IndexEntry = ObjectRecord | string;

/** Between the names of an object's data files. */
const SEPARATOR = ",";

/** Formats a record. An entry that is a text already stays as it is. */
export function formatRecordText(entry: IndexEntry): string {
  return typeof entry === "string" ? entry : `${dataFilesOf(entry).join(SEPARATOR)}\t${JSON.stringify(entry)}`;
}

/** Whether a text has the two columns of a record's text. Their content is not checked. */
export function isRecordText(text: string): boolean {
  const namesEnd = text.indexOf("\t");
  return namesEnd !== -1 && text.indexOf("\t", namesEnd + 1) === -1;
}

/**
 * Parses the text of a record.
 *
 * @throws {SyntaxError} if its second column is not JSON
 * @throws {TypeError} if the JSON is not an object's metadata
 */
export function parseRecordText(text: string): ObjectRecord {
  return parseMetadataFile(text.slice(text.indexOf("\t") + 1));
}

/** The names of the files that hold an object's bytes. */
export function dataFilesOf(entry: IndexEntry): readonly string[] {
  if (typeof entry === "string") return entry.slice(0, entry.indexOf("\t")).split(SEPARATOR);
  return entry.segments.map((segment) => segment.file);
}
