/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/** Formats by kind, each by its extensions, the usual one first. The signing server's table of types, and TIFF. */
const PHOTOS = "jpg/jpeg png gif webp heic/heif avif bmp tif/tiff".split(" ");
const VIDEOS = "mp4/m4v mov webm 3gp".split(" ");

/** The usual extension of a format: `jpg` for `JPEG`. What is no photo or video is its own format. */
export function formatOf(extension: string): string {
  return (find(PHOTOS, extension) ?? find(VIDEOS, extension))?.split("/")[0] ?? extension.toLowerCase();
}

/** What kind of file an extension says it is: `photo` for `jpg`, `other` for `pdf`. */
export function kindOf(extension: string): FileKind {
  if (find(PHOTOS, extension)) return "photo";
  return find(VIDEOS, extension) ? "video" : "other";
}

function find(formats: readonly string[], extension: string): string | undefined {
  return formats.find((extensions) => extensions.split("/").includes(extension.toLowerCase()));
}
