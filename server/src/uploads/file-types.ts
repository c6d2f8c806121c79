/** The kind of a file. Each kind has its own default size limit. */
export type FileKind = "photo" | "video" | "other";

export interface FileType {
  readonly contentType: string;
  readonly kind: FileKind;
}

const photo = (contentType: string): FileType => ({ contentType, kind: "photo" });
const video = (contentType: string): FileType => ({ contentType, kind: "video" });
const other = (contentType: string): FileType => ({ contentType, kind: "other" });

/**
 * Content types by extension, as IANA registers them. HTML, SVG and scripts are missing on purpose: a browser would run them from the
 * bucket's domain. `UPLOAD_EXTENSIONS` decides which extensions are allowed; this table only knows their types.
 */
export const FILE_TYPES: ReadonlyMap<string, FileType> = new Map([
  ["jpg", photo("image/jpeg")],
  ["jpeg", photo("image/jpeg")],
  ["png", photo("image/png")],
  ["gif", photo("image/gif")],
  ["webp", photo("image/webp")],
  ["heic", photo("image/heic")],
  ["heif", photo("image/heif")],
  ["avif", photo("image/avif")],
  ["bmp", photo("image/bmp")],
  ["mp4", video("video/mp4")],
  ["m4v", video("video/mp4")],
  ["mov", video("video/quicktime")],
  ["webm", video("video/webm")],
  ["3gp", video("video/3gpp")],
  ["mp3", other("audio/mpeg")],
  ["m4a", other("audio/mp4")],
  ["aac", other("audio/aac")],
  ["wav", other("audio/wav")],
  ["pdf", other("application/pdf")],
  ["txt", other("text/plain; charset=utf-8")],
  ["csv", other("text/csv; charset=utf-8")],
  ["zip", other("application/zip")],
  ["doc", other("application/msword")],
  ["docx", other("application/vnd.openxmlformats-officedocument.wordprocessingml.document")],
  ["xls", other("application/vnd.ms-excel")],
  ["xlsx", other("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
  ["ppt", other("application/vnd.ms-powerpoint")],
  ["pptx", other("application/vnd.openxmlformats-officedocument.presentationml.presentation")],
]);

/** The default of `UPLOAD_EXTENSIONS`: the formats in which phones take photos and videos. */
export const DEFAULT_EXTENSIONS: readonly string[] = [
  "jpg",
  "jpeg",
  "png",
  "gif",
  "webp",
  "heic",
  "heif",
  "mp4",
  "m4v",
  "mov",
];
