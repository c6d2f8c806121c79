import { CosError } from "../errors.ts";

/** A range of an object's bytes, both ends included, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The name of the unit is case-insensitive. RFC 9110, 14.1 */
const RANGE = /^bytes=(\d*)-(\d*)$/i;

/**
 * Parses a Range header for an object of `bytes` bytes: `bytes=0-3`, `bytes=4-`, `bytes=-4`.
 *
 * @returns undefined for the whole object: without a header, or if the header is not a single well-formed range of bytes. HTTP allows a
 *   server to ignore such a header
 * @throws {CosError} InvalidRange if the range contains no byte of the object
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

/** A suffix longer than the object is the whole object. An empty suffix starts at the end of the object, so it contains no byte. */
function suffixRange(length: number, bytes: number): ByteRange {
  return { start: Math.max(bytes - length, 0), end: bytes - 1 };
}

function plainRange(start: number, last: string, bytes: number): ByteRange | undefined {
  if (last !== "" && Number(last) < start) return undefined;
  return { start, end: last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1) };
}
