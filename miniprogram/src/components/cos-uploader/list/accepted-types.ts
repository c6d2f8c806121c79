import { type FileKind, formatOf } from "../../../uploader/index";
import { elementsOf } from "../../../uploader/platform-values";
import type { FileType } from "./state";

/** The source of files: album and camera, chats, or the user's choice of these. */
export type Source = "media" | "messageFile" | "any";

/** The component's types have WeChat's names; the uploader's kinds have its own names. */
const KINDS: Readonly<Record<FileType, FileKind>> = { image: "photo", video: "video", file: "other" };
const TYPES: Readonly<Record<FileKind, FileType>> = { photo: "image", video: "video", other: "file" };

/** Whether an entry of `accept` is one of the uploader's kinds. Every other entry is an extension. */
export function isKind(accepted: string): accepted is FileKind {
  return Object.keys(TYPES).includes(accepted);
}

/** The kind of an entry of `accept`: the entry itself, or the kind of the extension. */
export function kindOf(accepted: string): FileKind {
  const name = accepted.toLowerCase();
  return isKind(name) ? name : formatOf(name)[0];
}

/** The type of a file with this extension. Without an extension it is `file`. */
export function typeOfExtension(extension = ""): FileType {
  return TYPES[formatOf(extension)[0]];
}

/** Reads the property `mediaType`. TDesign's `mix` means both types, and so does a list without a known type. */
export function mediaTypesOf(named: unknown): readonly ("image" | "video")[] {
  const names = elementsOf(named);
  const known = (["image", "video"] as const).filter((type) => names.includes(type) || names.includes("mix"));
  return known.length > 0 ? known : ["image", "video"];
}

/** The offered types that `accept` allows, by kind or by extension. All offered types if it allows none of them. */
export function acceptedTypes<Type extends FileType>(
  offered: readonly Type[],
  accept: readonly string[],
): readonly Type[] {
  const accepted = offered.filter((type) => accept.some((name) => kindOf(name) === KINDS[type]));
  return accepted.length > 0 ? accepted : offered;
}

/**
 * The extensions by which WeChat filters chat files. Undefined if it cannot filter: WeChat filters by extension only for documents (`type:
 * "file"` excludes photos and videos). Then all files are offered, and the uploader rejects what is not accepted.
 *
 * Android compares case-sensitively, so each extension is listed in its usual spellings: `pdf`, `PDF`, `Pdf`.
 */
export function chatExtensions(accept: readonly string[]): string[] | undefined {
  const named = accept.filter((name) => name !== "");
  if (named.length === 0 || named.some((name) => isKind(name) || kindOf(name) !== "other")) return undefined;
  const spellings = new Set<string>();
  for (const name of named) {
    const lower = name.toLowerCase();
    const capitalized = lower.charAt(0).toUpperCase() + lower.slice(1);
    for (const spelling of [name, lower, name.toUpperCase(), capitalized]) spellings.add(spelling);
  }
  return [...spellings];
}
