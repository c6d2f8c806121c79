import { DETECTION_BYTES } from "./limits";

/**
 * What a file of each format begins with, a character for each byte; the first pattern that fits tells the format. Sources:
 * https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern ; TIFF 6.0 section 2; QuickTime File Format, atoms;
 * ISO base media files by their brands, after `ftyp`: https://mp4ra.org/registered-types/brands
 */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  jpg: /^\xff\xd8\xff/,
  png: /^\x89PNG\r\n\cZ\n/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF....WEBP/s,
  // A length, and four reserved bytes of zero.
  bmp: /^BM....\0{4}/s,
  tif: /^(II\*\0|MM\0\*)/,
  // EBML whose DocType is "webm".
  webm: /^\cZE\xdf\xa3.*webm/s,
  // `mif1` and `msf1` are still pictures in general; the compatible brands say how they are coded.
  avif: /^....ftyp(avi[fs]|m[is]f1.*avif)/s,
  heic: /^....ftyp(he[iv][cxms]|m[is]f1.*hei[cx])/s,
  heif: /^....ftypm[is]f1/s,
  mov: /^....(ftypqt {2}|moov|mdat|wide|free|skip|pnot)/s,
  "3gp": /^....ftyp3g/s,
  m4v: /^....ftypM4V/s,
  m4a: /^....ftypM4[AB]/s,
  mp4: /^....ftyp(iso|mp4|avc1|dash|MSNV|mmp4|XAVC|f4v)/s,
};

/** The extension of the format that a file's first bytes are of, whatever its name says; undefined if they are of none known here. */
export function detectExtension(firstBytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...firstBytes.subarray(0, DETECTION_BYTES));
  return Object.keys(PATTERNS).find((extension) => PATTERNS[extension]?.test(text));
}
