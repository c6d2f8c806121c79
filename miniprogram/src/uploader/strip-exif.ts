/**
 * A JPEG that cannot be read: it is cut off, or its segments contradict each other.
 *
 * @example
 * try {
 *   stripExif(bytes);
 * } catch (error) {
 *   if (error instanceof JpegError) console.warn(error.message);
 * }
 */
export class JpegError extends Error {
  override readonly name = "JpegError";
}

/** Markers: ITU-T T.81, table B.1. https://www.w3.org/Graphics/JPEG/itu-t81.pdf */
const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const TEM = 0x01;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const COM = 0xfe;

/** The application segments that change how the picture looks, by the text that they begin with. All others are removed. */
const KEPT: Readonly<Record<number, string>> = { [APP0]: "JFIF\0", [APP2]: "ICC_PROFILE\0", [APP14]: "Adobe" };

/**
 * Removes what a JPEG reveals besides its picture: Exif and XMP (place, time, camera), IPTC, comments, previews, and everything after the
 * picture. The orientation is kept in a minimal Exif segment, and the colour profile as it is. No pixel is decoded.
 *
 * @param bytes the whole file
 * @returns the same array if the file is not a JPEG, and otherwise a new one
 * @throws {JpegError} if the JPEG is cut off or malformed, because what it reveals can then not be found
 * @example
 * const clean = stripExif(new Uint8Array(data));
 */
export function stripExif(bytes: Uint8Array): Uint8Array {
  if (!isJpeg(bytes)) return bytes;
  const head: Uint8Array[] = [bytes.subarray(0, 2)];
  const body: Uint8Array[] = [];
  let orientation = 1;
  let at = 2;
  for (;;) {
    const { code, start, end } = segmentAt(bytes, at);
    const segment = bytes.subarray(start, end);
    if (code === APP1 && orientation === 1) orientation = orientationIn(segment);
    // JFIF demands its segment first; Exif comes right after it.
    if (code === APP0 && body.length === 0 && isKept(code, segment)) head.push(withoutThumbnail(segment));
    else if (isKept(code, segment)) body.push(segment);
    if (code === EOI) break;
    at = code === SOS ? endOfScan(bytes, end) : end;
    if (code === SOS) body.push(bytes.subarray(end, at));
  }
  return concat([...head, ...(orientation === 1 ? [] : [orientationSegment(orientation)]), ...body]);
}

/** Whether a file begins as a JPEG does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === SOI;
}

interface Segment {
  readonly code: number;
  /** Of its marker. */
  readonly start: number;
  readonly end: number;
}

/** @throws {JpegError} if there is no whole segment */
function segmentAt(bytes: Uint8Array, at: number): Segment {
  let start = at;
  // Any number of fill bytes may precede a marker.
  while (bytes[start] === 0xff && bytes[start + 1] === 0xff) start += 1;
  const code = bytes[start + 1];
  if (code === undefined) throw new JpegError(`the JPEG is cut off at byte ${bytes.length}`);
  if (bytes[start] !== 0xff || code === 0 || code === SOI) throw new JpegError(`no marker at byte ${start}`);
  if (code === EOI || code === TEM || isRestart(code)) return { code, start, end: start + 2 };
  const length = shortAt(bytes, start + 2, false);
  if (length === undefined) throw new JpegError(`the JPEG is cut off at byte ${bytes.length}`);
  if (length < 2) throw new JpegError(`a segment of ${length} bytes at byte ${start}`);
  const end = start + 2 + length;
  if (end > bytes.length) throw new JpegError(`the JPEG is cut off at byte ${bytes.length}`);
  return { code, start, end };
}

/** The end of the compressed data that begins here: the next marker that is not part of it. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next === 0 || isRestart(next)) at += 2;
    else if (next === 0xff) at += 1;
    else return at;
  }
  throw new JpegError(`the picture is cut off at byte ${bytes.length}`);
}

function isRestart(code: number): boolean {
  return code >= 0xd0 && code <= 0xd7;
}

function isKept(code: number, segment: Uint8Array): boolean {
  if (code === COM) return false;
  const isApplication = code >= 0xe0 && code <= 0xef;
  const prefix = KEPT[code];
  return !isApplication || (prefix !== undefined && startsWith(segment, 4, prefix));
}

/** A JFIF segment of 18 bytes. A thumbnail may show what was cut off from the picture. JFIF 1.02, page 5. */
function withoutThumbnail(segment: Uint8Array): Uint8Array {
  if (segment.length < 18) throw new JpegError(`a JFIF segment of ${segment.length} bytes`);
  const header = segment.slice(0, 18);
  header.set([0, 16], 2);
  header.set([0, 0], 16);
  return header;
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  return [...text].every((character, index) => bytes[at + index] === character.charCodeAt(0));
}

const TIFF_START = 10;
const ORIENTATION_TAG = 0x0112;
const SHORT_TYPE = 3;

/** The orientation in an Exif segment, 1 to 8; 1 if there is none. Exif 2.32, section 4.6.4 A. */
function orientationIn(segment: Uint8Array): number {
  if (!startsWith(segment, 4, "Exif\0\0")) return 1;
  const tiff = segment.subarray(TIFF_START);
  const isLittleEndian = startsWith(tiff, 0, "II");
  const directory = longAt(tiff, 4, isLittleEndian);
  const count = directory === undefined ? undefined : shortAt(tiff, directory, isLittleEndian);
  if (directory === undefined || count === undefined) return 1;
  for (let entry = directory + 2; entry < directory + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12) {
    if (shortAt(tiff, entry, isLittleEndian) !== ORIENTATION_TAG) continue;
    const value = shortAt(tiff, entry + 8, isLittleEndian);
    const isShort = shortAt(tiff, entry + 2, isLittleEndian) === SHORT_TYPE;
    return isShort && value !== undefined && value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An Exif segment that has nothing but an orientation. */
function orientationSegment(orientation: number): Uint8Array {
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
  const entry = [0x01, 0x12, 0, SHORT_TYPE, 0, 0, 0, 1, 0, orientation, 0, 0];
  return Uint8Array.from([0xff, APP1, 0, 34, ...exif, ...tiff, 0, 1, ...entry, 0, 0, 0, 0]);
}

function shortAt(bytes: Uint8Array, at: number, isLittleEndian: boolean): number | undefined {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  return isLittleEndian ? first + second * 256 : first * 256 + second;
}

function longAt(bytes: Uint8Array, at: number, isLittleEndian: boolean): number | undefined {
  const [first, second] = [shortAt(bytes, at, isLittleEndian), shortAt(bytes, at + 2, isLittleEndian)];
  if (first === undefined || second === undefined) return undefined;
  return isLittleEndian ? first + second * 65_536 : first * 65_536 + second;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
