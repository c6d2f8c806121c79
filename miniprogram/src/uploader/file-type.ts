/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** So many of a file's first bytes tell its format. */
export const DETECTION_BYTES = 64;

type Formats = Readonly<Record<string, RegExp>>;

/**
 * What a file of each format begins with, a character for each byte; the first pattern that fits tells the format. Sources:
 * https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern ; TIFF 6.0 section 2; QuickTime File Format, atoms;
 * ISO base media files by their brands, after `ftyp`: https://mp4ra.org/registered-types/brands
 */
const PHOTOS: Formats = {
  jpg: /^\xff\xd8\xff/,
  png: /^\x89PNG\r\n\cZ\n/,
  gif: /^GIF8[79]a/,
  webp: /^RIFF....WEBP/s,
  // A length, and four reserved bytes of zero.
  bmp: /^BM....\0{4}/s,
  tif: /^(II\*\0|MM\0\*)/,
  // `mif1` and `msf1` are still pictures in general; the compatible brands say how they are coded.
  avif: /^....ftyp(avi[fs]|m[is]f1.*avif)/s,
  heic: /^....ftyp(he[iv][cxms]|m[is]f1.*hei[cx])/s,
  heif: /^....ftypm[is]f1/s,
};
const VIDEOS: Formats = {
  // EBML whose DocType is "webm".
  webm: /^\cZE\xdf\xa3.*webm/s,
  mov: /^....(ftypqt {2}|moov|mdat|wide|free|skip|pnot)/s,
  "3gp": /^....ftyp3g/s,
  m4v: /^....ftypM4V/s,
  mp4: /^....ftyp(iso|mp4|avc1|dash|MSNV|mmp4|XAVC|f4v)/s,
};
const FORMATS: Formats = { ...PHOTOS, ...VIDEOS, m4a: /^....ftypM4[AB]/s };

/** The extension of the format that a file's first bytes are of, whatever its name says; undefined if they are of none known here. */
export function detectExtension(firstBytes: Uint8Array): string | undefined {
  const text = String.fromCharCode(...firstBytes);
  return Object.keys(FORMATS).find((extension) => FORMATS[extension]?.test(text));
}

/** The usual extension of a format: `jpg` for `JPEG`. What is no photo or video is its own format. */
export const formatOf = (extension: string): string =>
  extension
    .toLowerCase()
    .replace(/^jpeg$/, "jpg")
    .replace(/^heif$/, "heic")
    .replace(/^tiff$/, "tif")
    .replace(/^m4v$/, "mp4");

/** What kind of file an extension says it is: `photo` for `jpg`, `other` for `pdf`. */
export function kindOf(extension: string): FileKind {
  const isOneOf = (formats: Formats) => Object.keys(formats).includes(formatOf(extension));
  if (isOneOf(PHOTOS)) return "photo";
  return isOneOf(VIDEOS) ? "video" : "other";
}

/**
 * The extension of a file's name or path, in lower case and without its dot; undefined if it has none, or one of more than the 16
 * characters that the signing server looks at.
 *
 * `wxfile://tmp/photo.JPG` gives `jpg`; `a.b/photo`, `.hidden` and `photo.` give undefined. A query is not part of the name.
 */
export const fileExtension = (path: string): string | undefined =>
  /^[^?]*[^/?]\.([a-z\d]{1,16})(\?|$)/i.exec(path)?.[1]?.toLowerCase();
