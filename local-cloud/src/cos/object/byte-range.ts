import { CosError } from "../errors.ts";

/** Bytes of an object, both ends included, as HTTP counts them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d*)-(\d*)$/;

/**
 * Reads a Range header for an object of `bytes` bytes: `bytes=0-3`, `bytes=4-`, `bytes=-4`. Undefined means all of it: there
 * is no range, or one that isn't a single well-formed range of bytes, which HTTP lets a server ignore.
 *
 * @throws {CosError} InvalidRange if no byte lies in it.
 * @see GET Object (436/7753), Range; RFC 9110, section 14.2
 */
export function parseByteRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first = "", last = ""] = RANGE.exec(header ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const range = first === "" ? suffixRange(Number(last), bytes) : plainRange(Number(first), last, bytes);
  if (range === undefined) return undefined;
  if (range.start <= range.end) return range;
  throw new CosError("InvalidRange", undefined, { headers: { "Content-Range": `bytes */${bytes}` } });
}

/** A suffix longer than the object is all of it; one of no bytes starts where the object ends. */
function suffixRange(length: number, bytes: number): ByteRange {
  return { start: Math.max(bytes - length, 0), end: bytes - 1 };
}

function plainRange(start: number, last: string, bytes: number): ByteRange | undefined {
  if (last !== "" && Number(last) < start) return undefined;
  return { start, end: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
