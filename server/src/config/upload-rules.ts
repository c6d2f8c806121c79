import { MAX_EXTENSION_CHARACTERS, MAX_OBJECT_BYTES } from "@wx-cos-upload/shared";
import type { UploadRule, UploadRules } from "../uploads/admit-file.ts";
import { DEFAULT_EXTENSIONS, FILE_TYPES, type FileKind, type FileType } from "../uploads/file-types.ts";
import { parseBytes } from "./bytes.ts";
import { InvalidValue } from "./variables.ts";

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

/**
 * Reads `UPLOAD_MAX_BYTES`: one limit for all, `20MiB`, or one for each kind, `photo=20MiB,video=1GiB,other=50MiB`.
 * Kinds that are not named keep their default.
 *
 * @throws {Error} that says which part is wrong and what to write
 */
export function parseMaxBytes(text: string): MaxBytesByKind {
  if (!text.includes("=")) {
    const bytes = limit(text.trim());
    return { photo: bytes, video: bytes, other: bytes };
  }
  const limits: Record<FileKind, number> = { ...DEFAULT_MAX_BYTES };
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const [kind = "", bytes = ""] = part.split("=");
    if (kind !== "photo" && kind !== "video" && kind !== "other") {
      throw new InvalidValue(part, "names no kind of file; write photo=20MiB,video=1GiB,other=20MiB");
    }
    limits[kind] = limit(bytes);
  }
  return limits;
}

function limit(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined) throw new InvalidValue(text, "is not a number of bytes; write 1048576, 20MiB or 1GiB");
  if (bytes < 1 || bytes > MAX_OBJECT_BYTES) {
    throw new Error(`${bytes} bytes is out of range; COS takes 1 to ${MAX_OBJECT_BYTES} bytes (5GiB) in one upload`);
  }
  return bytes;
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
