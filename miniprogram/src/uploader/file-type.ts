/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** What a format goes by: its kind and the extensions in use for it, the usual one first. */
export type Format = readonly [kind: FileKind, extension: string, ...others: readonly string[]];

/** As many of a file's first bytes name its container: https://mimesniff.spec.whatwg.org/#reading-the-resource-header */
export const DETECTION_BYTES = 1445;

/** Raw photos are TIFF files by design, some with a number of their own: DNG 1.7 chapter 2, TIFF/EP (ISO 12234-2), the camera makers'. */
const RAW_PHOTOS = "dng 3fr arw cr2 dcr erf fff gpr iiq kdc mef mos nef nrw orf pef ptx rw2 rwl sr2 srf srw";

/** Extensions that are missing here are formats of their own, of the kind `other`. */
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
 * Containers by their first bytes, and the formats that they can be, by their first extensions. The first container that fits counts, and
 * the first format if no name says otherwise; after a leading space there is no such format. {@link extensionOf} has the rule.
 *
 * The bytes are those of https://mimesniff.spec.whatwg.org/#matching-a-mime-type-pattern or fewer. It has none for TIFF (TIFF 6.0 section
 * 2, BigTIFF). WebM is Matroska whose DocType, element 4282, says so: RFC 8794 section 11.2. In patterns `\cC` is the byte 3 and `\cZ` 26.
 */
const CONTAINERS: readonly (readonly [beginning: RegExp, formats: string])[] = [
  [/^\xff\xd8\xff/, "jpg"],
  [/^\x89PNG/, "png"],
  [/^GIF8/, "gif"],
  [/^RIFF....WEBP/s, "webp"],
  // A length, and four reserved bytes of zero. The standard needs the two letters alone, which text may begin with too.
  [/^BM....\0{4}/s, "bmp"],
  [/^BM/, " bmp"],
  [/^(II([*+U]\0|R[OS])|MM(\0[*+]|OR))/, `tif ${RAW_PHOTOS}`],
  [/^\cZE\xdf\xa3.*?B\x82.{1,8}?webm/s, "webm mkv"],
  [/^\cZE\xdf\xa3/, " webm mkv"],
  // QuickTime, or an early MP4, by its first box: ISO/IEC 14496-12 section 4.3.1. As the size of a box, text would be far too large.
  [/^(\0...(free|skip|udta|uuid|wide)|....(mdat|moov|pnot))/s, "mov mp4 m4a"],
  // Office opens a document by its bytes, of whichever generation its name is.
  [/^PK(\cC\cD|\cE\cF)/, "zip docx xlsx pptx doc xls ppt"],
  // Readers look for it in the first kilobyte: Adobe PDF Reference 1.7, appendix H, note 13.
  [/^.{0,1019}%PDF-/s, "pdf"],
];

const AVIF = "avi[fso]";
const HEIC = "he[iv][cxms]";

/**
 * The same for the brands of an ISO base media file: https://mp4ra.org/registered-types/brands
 * The image brands `mif1`, `msf1` and `miaf` leave the coding to the other brands: ISO/IEC 23008-12 section 10.
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

/** Of brands that are not known, the name has to tell. */
const UNKNOWN_BRANDS = " mp4 m4a mov 3gp heic avif";

const KNOWN_BY_BYTES = [...CONTAINERS, ...BRANDS].map(([, formats]) => formats).join(" ");

/**
 * The extension of what a file is. This is the general rule: bytes name a container, a container can be several formats, and the name
 * chooses among them. A name that is none of them is
 *
 * - overruled where the bytes by themselves are a photo or video, as names of temporary files often lie
 * - believed where no bytes are known for it: text, or what is built upon the container, as EPUB is upon ZIP
 * - a mismatch otherwise
 *
 * @param named the extension that the name has, in lower case; empty if it has none
 * @returns empty if neither tells; undefined for a mismatch
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

/** The formats that a file with these first bytes can be; none if they are of no known container. */
function formatsOf(firstBytes: Uint8Array): readonly string[] {
  const text = String.fromCharCode(...firstBytes);
  const formats = /^....[fs]typ/s.test(text)
    ? formatsOfBrands(text)
    : CONTAINERS.find(([beginning]) => beginning.test(text))?.[1];
  return formats?.split(" ") ?? [];
}

/**
 * The formats of an ISO base media file that begins with a box of brands: its size, its type, the major brand, a version, and the
 * compatible brands. ISO/IEC 14496-12 sections 4.2 and 4.3.
 */
function formatsOfBrands(text: string): string {
  const size = text.charCodeAt(2) * 256 + text.charCodeAt(3);
  // 0 means up to the end of the file, 1 that the size follows in 64 bits.
  const box = text.slice(size === 1 ? 16 : 8, size > 1 ? size : undefined);
  const brands = box.slice(0, 4) + box.slice(8);
  const has = (brand: string, before = "(....)*") => RegExp(`^${before}(${brand})`, "s").test(brands);
  const known = BRANDS.filter(([brand, , unless]) => has(brand) && !(unless && has(unless)));
  const major = known.find(([brand]) => has(brand, ""));
  return [...(major ? [major] : []), ...known].map(([, formats]) => formats).join(" ") || UNKNOWN_BRANDS;
}

/** The format that an extension names. What is not known here is its own format. */
export function formatOf(extension: string): Format {
  const name = extension.toLowerCase();
  return FORMATS.find((format) => format.includes(name, 1)) ?? ["other", name];
}

/**
 * The extension of a file's path, in lower case and without its dot. Undefined if there is none, or one of more than the 16 characters
 * that the signing server allows.
 *
 * WeChat's paths look like URLs, so that a query or a fragment does not count: `wxfile://tmp_a1.JPG?x=y` gives `jpg`. They are not encoded
 * though: in `wxfile://usr/吃了吗?.pdf` the question mark belongs to the name. `a.b/photo`, `.hidden` and `photo.` give undefined. The name
 * that a file has of its own is for {@link nameExtension}.
 */
export const fileExtension = (path: string): string | undefined =>
  /[^/\\]\.([a-z\d]{1,16})([?#]([^.]*|[\w.~-]+=.*))?$/is.exec(path)?.[1]?.toLowerCase();

/**
 * The same of a name, such as WeChat has for chat files. All characters but slashes may be part of it: `a.b?c=d.pdf` gives `pdf`. Spaces
 * and dots at its end do not count, as on Windows; full-width characters count as the usual ones.
 */
export const nameExtension = (name: string): string | undefined =>
  /[^/\\]\.([a-z\d]{1,16})[\s.\u200b-\u200f\u202a-\u202e]*$/i.exec(name.normalize("NFKC"))?.[1]?.toLowerCase();
