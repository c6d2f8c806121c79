/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** What a format goes by: its kind and the extensions in use for it, the usual one first. */
export type Format = readonly [kind: FileKind, extension: string, ...others: readonly string[]];

/** So many of a file's first bytes tell its format. */
export const DETECTION_BYTES = 64;

/**
 * What a file of each format begins with, a character for each byte, as far as it takes to tell it from all others; the first pattern
 * that fits counts. Sources:
 * https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern ; TIFF 6.0 section 2; QuickTime File Format, atoms;
 * ISO base media files by their brands, after `ftyp`: https://mp4ra.org/registered-types/brands
 */
const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/^\xff\xd8\xff/, ["photo", "jpg", "jpeg"]],
  [/^\x89PNG/, ["photo", "png"]],
  [/^GIF8/, ["photo", "gif"]],
  [/^RIFF....WEBP/s, ["photo", "webp"]],
  // A length, and four reserved bytes of zero.
  [/^BM....\0{4}/s, ["photo", "bmp"]],
  [/^(II\*\0|MM\0\*)/, ["photo", "tif", "tiff"]],
  // `mif1` and `msf1` are still pictures in general; the compatible brands say how they are coded, mostly as HEIC is.
  [/^....ftyp(avi|m.f1.*avif)/s, ["photo", "avif"]],
  [/^....ftyp(he[iv]|m.f1)/s, ["photo", "heic", "heif"]],
  // EBML whose DocType is "webm".
  [/^\cZE\xdf\xa3.*webm/s, ["video", "webm"]],
  [/^....(ftypqt|moov|mdat|wide|free|skip|pnot)/s, ["video", "mov"]],
  [/^....ftyp3g/s, ["video", "3gp"]],
  [/^....ftyp(iso|mm?p4|avc1|dash|MSNV|XAVC|f4v|M4V)/s, ["video", "mp4", "m4v"]],
];

/** The format that a file's first bytes are of, whatever its name says; undefined if they are of none known here. */
export function detectFormat(firstBytes: Uint8Array): Format | undefined {
  const text = String.fromCharCode(...firstBytes);
  return FORMATS.find(([beginning]) => beginning.test(text))?.[1];
}

/** The format that an extension names. What is no photo or video is its own format. */
export function formatOf(extension: string): Format {
  const name = extension.toLowerCase();
  return FORMATS.find(([, format]) => format.includes(name))?.[1] ?? ["other", name];
}

/**
 * The extension of a file's name or path, in lower case and without its dot; undefined if it has none, or one of more than the 16
 * characters that the signing server looks at.
 *
 * `wxfile://tmp/photo.JPG` gives `jpg`; `a.b/photo`, `.hidden` and `photo.` give undefined. A query is not part of the name.
 */
export const fileExtension = (path: string): string | undefined =>
  /^[^?]*[^/?]\.([a-z\d]{1,16})(\?|$)/i.exec(path)?.[1]?.toLowerCase();
