import { type FileKind, formatOf } from "../../uploader/index";
import type { FileType } from "./state";

/** The component's types go by WeChat's names, the uploader's kinds by its own. */
const KINDS: Readonly<Record<FileType, FileKind>> = { image: "photo", video: "video", file: "other" };
const TYPES: Readonly<Record<FileKind, FileType>> = { photo: "image", video: "video", other: "file" };

/** In `accept`, the uploader's kinds; everything else is an extension. */
export function isKind(accepted: string): accepted is FileKind {
  return Object.keys(TYPES).includes(accepted);
}

/** The kind that an entry of `accept` stands for: itself, or the kind of its extension. */
export function kindOf(accepted: string): FileKind {
  const name = accepted.toLowerCase();
  return isKind(name) ? name : formatOf(name)[0];
}

/** What a file with this extension is; a file without one is a `file`. */
export function typeOfExtension(extension = ""): FileType {
  return TYPES[formatOf(extension)[0]];
}

/** Those of the offered types that `accept` allows, by kind or by extension. All of them if it allows none. */
export function acceptedTypes<Type extends FileType>(
  offered: readonly Type[],
  accept: readonly string[],
): readonly Type[] {
  const accepted = offered.filter((type) => accept.some((name) => kindOf(name) === KINDS[type]));
  return accepted.length > 0 ? accepted : offered;
}
