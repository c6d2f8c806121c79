/** What a file is limited by: the signing server knows the same kinds. */
export type FileKind = "photo" | "video" | "other";

/**
 * Extensions by kind. Those of one text share a format: the first is its name where a file's own path has none of them.
 * The signing server's table of types, and TIFF.
 */
const FORMATS: Readonly<Record<"photo" | "video", readonly string[]>> = {
  photo: ["jpg jpeg", "png", "gif", "webp", "heic heif", "avif", "bmp", "tif tiff"],
  video: ["mp4 m4v", "mov", "webm", "3gp"],
};

/** The format's name: `jpeg` and `JPG` give `jpg`. What is no photo or video is its own format. */
export function formatOf(extension: string): string {
  const lower = extension.toLowerCase();
  const extensions = [...FORMATS.photo, ...FORMATS.video].find((names) => names.split(" ").includes(lower));
  return extensions?.split(" ")[0] ?? lower;
}

export function kindOf(extension: string): FileKind {
  const format = formatOf(extension);
  const isOf = (kind: "photo" | "video") => FORMATS[kind].some((names) => names.split(" ")[0] === format);
  if (isOf("photo")) return "photo";
  return isOf("video") ? "video" : "other";
}
