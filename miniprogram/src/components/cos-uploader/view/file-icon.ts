import { fileExtension, nameExtension } from "../../../uploader/index";
import type { PickedFile } from "../list/state";

/** The icon of a file's type, in a row. */
export interface FileIcon {
  readonly name: IconName;
  /** The extension: `PDF`. Empty if it is unknown or too long. */
  readonly label: string;
}

export type IconName =
  | "pdf"
  | "document"
  | "sheet"
  | "slides"
  | "archive"
  | "audio"
  | "text"
  | "picture"
  | "video"
  | "other";

/** Extensions of the types that have an icon of their own. Photos and videos are known by their type. */
const EXTENSIONS: Readonly<Partial<Record<IconName, readonly string[]>>> = {
  pdf: ["pdf"],
  document: ["doc", "docx", "wps", "odt", "rtf", "pages"],
  sheet: ["xls", "xlsx", "et", "ods", "csv", "numbers"],
  slides: ["ppt", "pptx", "dps", "odp", "key"],
  archive: ["zip", "rar", "7z", "tar", "gz"],
  audio: ["mp3", "m4a", "aac", "wav", "flac", "amr", "ogg"],
  text: ["txt", "md", "log", "json", "xml"],
};

const MAX_LABEL_LENGTH = 4;

/** The icon for a file, by its type and the extension of its name or path. */
export function fileIcon({ name, path, type }: PickedFile): FileIcon {
  const extension = ((name ? nameExtension(name) : fileExtension(path)) ?? "").toLowerCase();
  const label = extension.length > MAX_LABEL_LENGTH ? "" : extension.toUpperCase();
  if (type === "image") return { name: "picture", label };
  if (type === "video") return { name: "video", label };
  const known = ICONS.find((icon) => EXTENSIONS[icon]?.includes(extension));
  return { name: known ?? "other", label };
}

const ICONS: readonly IconName[] = ["pdf", "document", "sheet", "slides", "archive", "audio", "text"];
