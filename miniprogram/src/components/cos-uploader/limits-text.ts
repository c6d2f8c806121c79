import { formatBytes } from "./format-bytes";
import type { ByteLimits } from "./size-limit";
import type { FileType } from "./state";
import { fillIn } from "./texts/fill-in";
import type { UploaderTexts } from "./texts/texts";

/** Where files are picked from: album and camera, chats, or what the person says. */
export type Source = "media" | "messageFile" | "any";

export interface Limits {
  readonly mediaTypes: readonly ("image" | "video")[];
  readonly source: Source;
  /** 0 for no limit. */
  readonly maxFiles: number;
  readonly maxBytes: ByteLimits;
  readonly accept: readonly string[];
}

/** What may be picked, before anybody runs into it: "Photos and videos", "up to 9", "photos up to 20 MB", "videos up to 1 GB". */
export function limitTexts(limits: Limits, texts: UploaderTexts): readonly string[] {
  const extensions = limits.accept.filter((accepted) => !isKind(accepted));
  return [
    texts.takes[takenBy(limits)],
    extensions.length > 0 ? fillIn(texts.limits.accept, { extensions: extensions.join(" ").toUpperCase() }) : "",
    limits.maxFiles > 0 ? fillIn(texts.limits.count, { max: limits.maxFiles }) : "",
    ...sizeTexts(limits, texts),
  ].filter((text) => text !== "");
}

/** In `accept`, the uploader's kinds; all else are extensions. */
export function isKind(accepted: string): boolean {
  return ["photo", "video", "other"].includes(accepted);
}

function takenBy({ mediaTypes, source }: Limits): keyof UploaderTexts["takes"] {
  if (source === "messageFile") return "file";
  if (source === "any") return "any";
  const [only] = mediaTypes;
  return mediaTypes.length === 1 && only !== undefined ? only : "imageAndVideo";
}

function sizeTexts({ mediaTypes, source, maxBytes }: Limits, { limits, takes }: UploaderTexts): string[] {
  const types: readonly FileType[] =
    source === "media" ? mediaTypes : source === "any" ? [...mediaTypes, "file"] : ["image", "video", "file"];
  const [first] = types;
  if (first !== undefined && types.every((type) => maxBytes[type] === maxBytes[first])) {
    return Number.isFinite(maxBytes[first]) ? [fillIn(limits.size, { size: formatBytes(maxBytes[first]) })] : [];
  }
  return types
    .filter((type) => Number.isFinite(maxBytes[type]))
    .map((type) => fillIn(limits.sizeOf, { kind: takes[type], size: formatBytes(maxBytes[type]) }));
}
