import type { ServerResponse } from "node:http";
import type { RequestLogEntry } from "./request-log-entry.ts";

/** What a route adds to the log line of its request. */
export type UploadNotes = Pick<RequestLogEntry, "cosKey" | "partNumbers">;

const notes = new WeakMap<ServerResponse, UploadNotes>();

/**
 * Adds the object key of an upload in parts, and the parts that are signed, to the log line of the request.
 *
 * @param partNumbers in any order
 */
export function noteUpload(res: ServerResponse, cosKey: string, partNumbers: readonly number[] = []): void {
  notes.set(res, { cosKey, ...(partNumbers.length > 0 && { partNumbers: formatRanges(partNumbers) }) });
}

/** What {@link noteUpload} added; nothing for other requests. */
export function uploadNotesOf(res: ServerResponse): UploadNotes {
  return notes.get(res) ?? {};
}

/** `1-20,23` */
export function formatRanges(numbers: readonly number[]): string {
  const ranges: Array<{ first: number; last: number }> = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && number === range.last + 1) range.last = number;
    else ranges.push({ first: number, last: number });
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}
