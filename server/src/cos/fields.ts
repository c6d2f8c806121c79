/** Fields of COS's responses. A proxy on the way, or another COS, may send anything in them. */

/**
 * Parses a number of bytes or parts.
 *
 * @throws {RangeError} unless the text is a whole number in digits that a number can hold exactly
 */
export function parseWholeNumber(text: string): number {
  const value = Number(text);
  if (!/^[0-9]+$/.test(text) || !Number.isSafeInteger(value))
    throw new RangeError("a number in the response is not a whole number");
  return value;
}

/** Parses a date into Unix milliseconds. Returns NaN for an invalid date, and for the first second of 1970, which stands for a missing one. */
export function parseDate(text: string): number {
  const ms = Date.parse(text);
  return ms >= 1_000 ? ms : Number.NaN;
}

/** Parses a checksum in decimal. Returns `undefined` for any other text. */
export function parseCrc64(text: string): string | undefined {
  return /^[0-9]{1,20}$/.test(text) ? text : undefined;
}

/**
 * Decodes a key, a folder or a marker. With encoding-type=url COS percent-encodes them, because XML cannot hold control characters.
 *
 * @throws {URIError} for malformed percent-encoding
 */
export function decodeName(text: string): string {
  return decodeURIComponent(text);
}

/** Removes the quotes around an entity tag. */
export function withoutQuotes(etag: string): string {
  return etag.replace(/^"(.*)"$/, "$1");
}
