/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** Formats with the kind they are of and their extensions, the usual one first. The signing server's table of types, and TIFF. */
const FORMATS: readonly (readonly [FileKind, ...string[]])[] = [
  ["photo", "jpg", "jpeg"],
  ["photo", "png"],
  ["photo", "gif"],
  ["photo", "webp"],
  ["photo", "heic", "heif"],
  ["photo", "avif"],
  ["photo", "bmp"],
  ["photo", "tif", "tiff"],
  ["video", "mp4", "m4v"],
  ["video", "mov"],
  ["video", "webm"],
  ["video", "3gp"],
];

/** The usual extension of a format: `jpg` for `JPEG`. What is no photo or video is its own format. */
export function formatOf(extension: string): string {
  const lower = extension.toLowerCase();
  return find(lower)?.[1] ?? lower;
}

/** What kind of file an extension says it is: `photo` for `jpg`, `other` for `pdf`. */
export function kindOf(extension: string): FileKind {
  return find(extension.toLowerCase())?.[0] ?? "other";
}

function find(extension: string) {
  return FORMATS.find(([, ...extensions]) => extensions.includes(extension));
}
