/** The kind of a file. Limits are set by kind, and the signing server has the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** A format: its kind and its extensions, the usual one first. */
export type Format = readonly [kind: FileKind, extension: string, ...others: readonly string[]];

/** How many of a file's first bytes identify its container: https://mimesniff.spec.whatwg.org/#reading-the-resource-header */
export const DETECTION_BYTES = 1445;

/**
 * Extensions of raw photos. Most are TIFF files, some with a magic number of their own: DNG 1.7 chapter 2, TIFF/EP (ISO 12234-2),
 * and the camera makers' formats.
 */
const RAW_PHOTOS = "dng 3fr arw cr2 dcr erf fff gpr iiq kdc mef mos nef nrw orf pef ptx rw2 rwl sr2 srf srw";

/** An extension that is not listed is a format of its own, of the kind `other`. */
const FORMATS: readonly Format[] = [
  ["photo", "jpg", "jpeg"],
  ["photo", "heic", "heif"],
  ["photo", "tif", "tiff"],
  ...`png gif webp bmp avif cr3 ${RAW_PHOTOS}`.split(" ").map((name): Format => ["photo", name]),
  ["video", "mp4", "m4v"],
  ["video", "mov"],
  ["video", "3gp"],
  ["video", "webm"],
  ["other", "m4a", "m4b", "m4p", "m4r"],
];

/**
 * Containers by their first bytes, with the formats that each can hold, by first extension. The first matching container counts. Its
 * first format is the default if the name does not choose another; a list with a leading space has no default. {@link extensionOf}
 * applies the rule.
 *
 * The patterns match the bytes of https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern or fewer. That standard has none for
 * TIFF (TIFF 6.0 section 2, BigTIFF). WebM is Matroska with the DocType (element 4282) `webm`: RFC 8794 section 11.2. In patterns `\cC` is
 * the byte 3 and `\cZ` the byte 26.
 */
const CONTAINERS: readonly (readonly [beginning: RegExp, formats: string])[] = [
  [/^\xff\xd8\xff/, "jpg"],
  [/^\x89PNG/, "png"],
  [/^GIF8/, "gif"],
  [/^RIFF....WEBP/s, "webp"],
  // A length, and four reserved bytes of zero. The standard checks only the two letters, but a text may start with them.
  [/^BM....\0{4}/s, "bmp"],
  [/^BM/, " bmp"],
  [/^(II([*+U]\0|R[OS])|MM(\0[*+]|OR))/, `tif ${RAW_PHOTOS}`],
  [/^\cZE\xdf\xa3.*?B\x82.{1,8}?webm/s, "webm mkv"],
  [/^\cZE\xdf\xa3/, " webm mkv"],
  // QuickTime, or an early MP4, by its first box: ISO/IEC 14496-12 section 4.3.1. Text does not match: read as a box size, it is far too large.
  [/^(\0...(free|skip|udta|uuid|wide)|....(mdat|moov|pnot))/s, "mov mp4 m4a"],
  // Office opens a document by its bytes and accepts both the old and the new extension.
  [/^PK(\cC\cD|\cE\cF)/, "zip docx xlsx pptx doc xls ppt"],
  // PDF readers search the first kilobyte for the header: Adobe PDF Reference 1.7, appendix H, note 13.
  [/^.{0,1019}%PDF-/s, "pdf"],
];

const AVIF = "avi[fso]";
const HEIC = "he[iv][cxms]";

/**
 * The formats of an ISO base media file by its brands: https://mp4ra.org/registered-types/brands
 * The image brands `mif1`, `msf1` and `miaf` do not name the codec; the other brands do: ISO/IEC 23008-12 section 10.
 */
const BRANDS: readonly (readonly [brand: string, formats: string, unlessThereIs?: string])[] = [
  [AVIF, "avif"],
  [HEIC, "heic"],
  ["crx ", "cr3"],
  ["m[is]f\\d|miaf", "heic avif", `${AVIF}|${HEIC}`],
  ["M4[ABP]", "m4a mp4"],
  ["iso|mm?p4|avc1|dash|cmf|MSNV|XAVC|f4v|M4V|ND[HPSX]", "mp4 m4a"],
  ["3g", "3gp"],
  ["qt  ", "mov"],
];

/** The formats of a file with unknown brands only. The name has to choose. */
const UNKNOWN_BRANDS = " mp4 m4a mov 3gp heic avif";

const KNOWN_BY_BYTES = [...CONTAINERS, ...BRANDS].map(([, formats]) => formats).join(" ");

/**
 * The extension of a file's real type. The bytes identify a container, a container can hold several formats, and the name chooses among
 * them. If the name is none of them:
 *
 * - the bytes win if they alone identify a photo or video, because names of temporary files are often wrong
 * - the name wins if no bytes are known for it: text, or a format built on the container, as EPUB is on ZIP
 * - otherwise it is a mismatch
 *
 * @param named the extension in the name, in lower case; empty if it has none
 * @returns empty if neither bytes nor name identify a type; undefined for a mismatch
 */
export function extensionOf(firstBytes: Uint8Array, named: string): string | undefined {
  const formats = formatsOf(firstBytes);
  const [own = ""] = formats;
  const [kind, format] = formatOf(named);
  if (formats.includes(format)) return named;
  if (!named || (own && formatOf(own)[0] !== "other")) return own;
  const isMismatch = own ? KNOWN_BY_BYTES.split(" ").includes(format) : kind !== "other";
  return isMismatch ? undefined : named;
}

/** The formats that a file with these first bytes can have. Empty for an unknown container. */
function formatsOf(firstBytes: Uint8Array): readonly string[] {
  const text = String.fromCharCode(...firstBytes);
  const formats = /^....[fs]typ/s.test(text)
    ? formatsOfBrands(text)
    : CONTAINERS.find(([beginning]) => beginning.test(text))?.[1];
  return formats?.split(" ") ?? [];
}

/**
 * The formats of an ISO base media file by its first box: size, type, major brand, version, compatible brands. ISO/IEC 14496-12
 * sections 4.2 and 4.3.
 */
function formatsOfBrands(text: string): string {
  const size = text.charCodeAt(2) * 256 + text.charCodeAt(3);
  // 0 means that the box ends with the file, 1 that a 64-bit size follows.
  const box = text.slice(size === 1 ? 16 : 8, size > 1 ? size : undefined);
  const brands = box.slice(0, 4) + box.slice(8);
  const has = (brand: string, before = "(....)*") => RegExp(`^${before}(${brand})`, "s").test(brands);
  const known = BRANDS.filter(([brand, , unless]) => has(brand) && !(unless && has(unless)));
  const major = known.find(([brand]) => has(brand, ""));
  return [...(major ? [major] : []), ...known].map(([, formats]) => formats).join(" ") || UNKNOWN_BRANDS;
}

/**
 * The format of an extension. An unknown extension is a format of its own, of the kind `other`.
 *
 * @example
 * const [kind] = formatOf("HEIC"); // "photo"
 */
export function formatOf(extension: string): Format {
  const name = extension.toLowerCase();
  return FORMATS.find((format) => format.includes(name, 1)) ?? ["other", name];
}

/**
 * The extension in a file's path, in lower case and without the dot. Undefined if the path has none, or one with more than the 16
 * characters that the signing server allows.
 *
 * WeChat's paths look like URLs, so a query or a fragment is ignored. They are not encoded, however: in `wxfile://usr/吃了吗?.pdf` the
 * question mark belongs to the name. `a.b/photo`, `.hidden` and `photo.` have no extension. For a file's own name use
 * {@link nameExtension}.
 *
 * @example
 * fileExtension("wxfile://tmp_a1.JPG?x=y"); // "jpg"
 */
export const fileExtension = (path: string): string | undefined =>
  /[^/\\]\.([a-z\d]{1,16})([?#]([^.]*|[\w.~-]+=.*))?$/is.exec(path)?.[1]?.toLowerCase();

/**
 * The extension in a file's own name, such as a chat file's. A name may contain every character except slashes. Spaces and dots at the
 * end are ignored, as on Windows, and full-width characters count as ordinary ones.
 *
 * @example
 * nameExtension("a.b?c=d.pdf"); // "pdf"
 */
export const nameExtension = (name: string): string | undefined =>
  /[^/\\]\.([a-z\d]{1,16})[\s.\u200b-\u200f\u202a-\u202e]*$/i.exec(name.normalize("NFKC"))?.[1]?.toLowerCase();
