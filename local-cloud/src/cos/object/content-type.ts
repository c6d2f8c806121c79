const DEFAULT_TYPE = "application/octet-stream";

/** The suffixes of what people upload from a phone. What COS knows beyond these isn't published. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["png", "image/png"],
  ["gif", "image/gif"],
  ["webp", "image/webp"],
  ["heic", "image/heic"],
  ["bmp", "image/bmp"],
  ["svg", "image/svg+xml"],
  ["mp4", "video/mp4"],
  ["mov", "video/quicktime"],
  ["mp3", "audio/mpeg"],
  ["txt", "text/plain"],
  ["html", "text/html"],
  ["json", "application/json"],
  ["pdf", "application/pdf"],
]);

/** The type of an object that was stored without one: by its key's suffix, else `application/octet-stream`. */
export function guessContentType(key: string): string {
  const suffix = /\.([^./]+)$/.exec(key)?.[1] ?? "";
  return TYPES.get(suffix.toLowerCase()) ?? DEFAULT_TYPE;
}
