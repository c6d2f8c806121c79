import { type FileKind, formatOf } from "../../../uploader/index";
import { elementsOf } from "../../../uploader/platform-values";
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

/** The types of media that a page names. TDesign's `mix` means both, and so does a list without a known type. */
export function mediaTypesOf(named: unknown): readonly ("image" | "video")[] {
  const names = elementsOf(named);
  const known = (["image", "video"] as const).filter((type) => names.includes(type) || names.includes("mix"));
  return known.length > 0 ? known : ["image", "video"];
}

/** Those of the offered types that `accept` allows, by kind or by extension. All of them if it allows none. */
export function acceptedTypes<Type extends FileType>(
  offered: readonly Type[],
  accept: readonly string[],
): readonly Type[] {
  const accepted = offered.filter((type) => accept.some((name) => kindOf(name) === KINDS[type]));
  return accepted.length > 0 ? accepted : offered;
}

/**
 * The extensions by which WeChat is to filter chat files; undefined if it can't: its type `file` leaves out photos and videos, so that
 * with any of these accepted all files are offered, and the uploader rejects the others.
 *
 * Android compares letters by their case, so that each extension is there in its usual spellings: `pdf`, `PDF`, `Pdf`.
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
