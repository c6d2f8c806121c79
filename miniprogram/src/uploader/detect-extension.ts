/** So many of a file's first bytes tell its format. */
export const DETECTION_BYTES = 64;

/**
 * First bytes in hex; the first pattern that fits names the extension.
 * Signatures: https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern ; TIFF 6.0 section 2; QuickTime File Format, atoms.
 */
const SIGNATURES: readonly (readonly [RegExp, string])[] = [
  [/^ffd8ff/, "jpg"],
  [/^89504e470d0a1a0a/, "png"],
  [/^474946383[79]61/, "gif"],
  // RIFF, a length, WEBP
  [/^52494646.{8}57454250/, "webp"],
  // BM, a length, four reserved bytes of zero
  [/^424d.{8}0{8}/, "bmp"],
  [/^(49492a00|4d4d002a)/, "tif"],
  // EBML whose DocType is "webm"
  [/^1a45dfa3.*7765626d/, "webm"],
];

/** Boxes that QuickTime files begin with where they have no `ftyp`. */
const QUICKTIME_ATOM = /^(moov|mdat|wide|free|skip|pnot)/;

/** ISO base media files by major brand. https://mp4ra.org/registered-types/brands */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^avi[fs]/, "avif"],
  [/^he(i[cxms]|v[cxms])/, "heic"],
  [/^m[is]f1/, "heif"],
  [/^qt {2}/, "mov"],
  [/^3g/, "3gp"],
  [/^M4V/, "m4v"],
  [/^M4[AB]/, "m4a"],
  [/^(iso|mp4|avc1|dash|MSNV|mmp4|XAVC|f4v)/, "mp4"],
];

/** The extension of the format that a file's first bytes are of, whatever its name says; undefined if they are of none known here. */
export function detectExtension(firstBytes: Uint8Array): string | undefined {
  const bytes = Array.from(firstBytes.subarray(0, DETECTION_BYTES));
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const boxText = String.fromCharCode(...bytes.slice(4));
  if (!boxText.startsWith("ftyp"))
    return firstMatch(SIGNATURES, hex) ?? (QUICKTIME_ATOM.test(boxText) ? "mov" : undefined);
  const extension = firstMatch(BRANDS, boxText.slice(4));
  if (extension !== "heif") return extension;
  // A still picture in general; the compatible brands say how it is coded.
  if (/avif/.test(boxText)) return "avif";
  return /hei[cx]/.test(boxText) ? "heic" : "heif";
}

function firstMatch(patterns: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return patterns.find(([pattern]) => pattern.test(text))?.[1];
}
