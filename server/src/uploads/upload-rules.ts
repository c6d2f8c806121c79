import { MAX_EXTENSION_CHARACTERS } from "@wx-cos-upload/contract";
import { InvalidValue } from "../errors.ts";
import type { UploadRule, UploadRules } from "./admit-file.ts";
import { DEFAULT_EXTENSIONS, FILE_TYPES, type FileKind, type FileType } from "./file-types.ts";

/** Most bytes of a file, by its kind. */
export type MaxBytesByKind = Readonly<Record<FileKind, number>>;

export const DEFAULT_MAX_BYTES: MaxBytesByKind = { photo: 20 * 1024 ** 2, video: 1024 ** 3, other: 20 * 1024 ** 2 };

const EXTENSION = /^[a-z0-9]+$/;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w.-]+)*$/;

/**
 * Reads `UPLOAD_EXTENSIONS`: `jpg,png,mp4`; a type that isn't known here is given with it: `dwg:image/vnd.dwg`.
 *
 * @throws {Error} that says which part is wrong and what to write
 */
export function parseExtensions(text: string): ReadonlyMap<string, FileType> {
  const types = new Map<string, FileType>();
  for (const part of text.split(",").map((piece) => piece.trim().toLowerCase())) {
    const [extension = "", contentType] = part.split(/:(.*)/s);
    if (!EXTENSION.test(extension) || extension.length > MAX_EXTENSION_CHARACTERS) {
      throw new InvalidValue(
        part,
        `is not an extension: 1 to ${MAX_EXTENSION_CHARACTERS} letters and digits, without a dot, separated by commas`,
      );
    }
    types.set(extension, contentType === undefined ? knownType(extension) : givenType(contentType));
  }
  return types;
}

function knownType(extension: string): FileType {
  const type = FILE_TYPES.get(extension);
  if (type === undefined) {
    throw new Error(`the type of "${extension}" files is not known here; write it as ${extension}:type/subtype`);
  }
  return type;
}

function givenType(contentType: string): FileType {
  if (!CONTENT_TYPE.test(contentType))
    throw new InvalidValue(contentType, "is not a content type, such as image/vnd.dwg");
  return { contentType, kind: kindOf(contentType) };
}

function kindOf(contentType: string): FileKind {
  if (contentType.startsWith("image/")) return "photo";
  return contentType.startsWith("video/") ? "video" : "other";
}

/** The rule of each extension: its type, and the limit of its kind. */
export function createUploadRules(types: ReadonlyMap<string, FileType>, maxBytes: MaxBytesByKind): UploadRules {
  return new Map<string, UploadRule>(
    [...types].map(([extension, { contentType, kind }]) => [extension, { contentType, maxBytes: maxBytes[kind] }]),
  );
}

/** The types of {@link DEFAULT_EXTENSIONS}. */
export function defaultExtensions(): ReadonlyMap<string, FileType> {
  return parseExtensions(DEFAULT_EXTENSIONS.join(","));
}
