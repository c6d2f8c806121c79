import { MAX_EXTENSION_CHARACTERS, type PutSignFile } from "@wx-cos-upload/contract";
import { InvalidValue, ProblemError, quote } from "../errors.ts";
import { DEFAULT_EXTENSIONS, FILE_TYPES, type FileKind, type FileType } from "./file-types.ts";

/** The content type and the size limit of files with one extension. */
export interface ExtensionRule {
  readonly contentType: string;
  readonly maxBytes: number;
}

/** Rules by lower-case extension. A file without a rule is rejected. */
export type ExtensionRules = ReadonlyMap<string, ExtensionRule>;

/** Which files may be uploaded. */
export interface UploadRules {
  readonly extensions: ExtensionRules;
  /** Reject files of unknown size, because their signature cannot be bound to a size. */
  readonly requireSize: boolean;
}

/** A file that the upload rules allow. */
export interface AllowedFile extends PutSignFile, ExtensionRule {}

/** Size limit in bytes, by kind of file. */
export type MaxBytesByKind = Readonly<Record<FileKind, number>>;

export const DEFAULT_MAX_BYTES: MaxBytesByKind = { photo: 20 * 1024 ** 2, video: 1024 ** 3, other: 20 * 1024 ** 2 };

export interface UploadRulesOptions {
  /** `["jpg", "mp4"]`. Add the content type of an extension that this server does not know: `"dwg:image/vnd.dwg"`. @default common photos and videos */
  readonly extensions?: readonly string[];
  /** Size limit in bytes. @default 20 MiB for photos and others, 1 GiB for videos */
  readonly maxBytes?: Partial<MaxBytesByKind>;
  /** Reject files of unknown size, because their signature cannot be bound to a size. @default true */
  readonly requireSize?: boolean;
}

/**
 * Creates the upload rules: which files may be uploaded. The defaults are the signing server's.
 *
 * @throws {Error} for a malformed extension, or one whose content type is unknown
 * @example
 * import { createUploadRules } from "@wx-cos-upload/server";
 *
 * const rules = createUploadRules({ extensions: ["jpg", "dwg:image/vnd.dwg"], maxBytes: { photo: 5 * 1024 ** 2 } });
 */
export function createUploadRules(options: UploadRulesOptions = {}): UploadRules {
  const { extensions = DEFAULT_EXTENSIONS, maxBytes, requireSize = true } = options;
  const types = parseExtensions(extensions.join(","));
  return { extensions: extensionRules(types, { ...DEFAULT_MAX_BYTES, ...maxBytes }), requireSize };
}

/** Returns one rule for each extension: its content type, and the size limit of its kind. */
export function extensionRules(types: ReadonlyMap<string, FileType>, maxBytes: MaxBytesByKind): ExtensionRules {
  return new Map<string, ExtensionRule>(
    [...types].map(([extension, { contentType, kind }]) => [extension, { contentType, maxBytes: maxBytes[kind] }]),
  );
}

/** The types of {@link DEFAULT_EXTENSIONS}. */
export function defaultExtensions(): ReadonlyMap<string, FileType> {
  return parseExtensions(DEFAULT_EXTENSIONS.join(","));
}

/**
 * Checks a file against the upload rules.
 *
 * @param field the file's place in the request, as a prefix of field names: `files[2].`
 * @throws {ProblemError} `unsupported_extension`, `file_too_large`, `size_required`
 */
export function checkFile(file: PutSignFile, { extensions, requireSize }: UploadRules, field = ""): AllowedFile {
  const rule = extensions.get(file.ext);
  if (rule === undefined) {
    const allowed = [...extensions.keys()].join(", ");
    const detail = `ext is ${quote(file.ext)}; this server allows: ${allowed}`;
    throw new ProblemError("unsupported_extension", detail, { field: `${field}ext` });
  }
  if (file.size === undefined && requireSize) {
    const detail = "size is missing; send the file's size in bytes, because the signature is valid for this size only";
    throw new ProblemError("size_required", detail, { field: `${field}size` });
  }
  if (file.size !== undefined && file.size > rule.maxBytes) {
    const detail = `size is ${file.size} bytes; the limit for ${file.ext} files is ${rule.maxBytes} bytes`;
    throw new ProblemError("file_too_large", detail, { field: `${field}size` });
  }
  return { ext: file.ext, size: file.size, md5: file.md5, contentType: rule.contentType, maxBytes: rule.maxBytes };
}

/** The quota cost of these files. A file of unknown size costs the size limit of its extension. */
export function costOf(files: readonly AllowedFile[]): { readonly files: number; readonly bytes: number } {
  return {
    files: files.length,
    bytes: files.reduce((sum, { size, maxBytes }) => sum + (size ?? maxBytes), 0),
  };
}

const EXTENSION = /^[a-z0-9]+$/;
const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+=[\w.-]+)*$/;

/**
 * Parses `UPLOAD_EXTENSIONS`: `jpg,png,mp4`. An extension that this server does not know needs its content type: `dwg:image/vnd.dwg`.
 *
 * @throws {Error} whose message names the faulty part and what to write
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
    types.set(extension, contentType === undefined ? knownType(extension) : parseType(contentType));
  }
  return types;
}

function knownType(extension: string): FileType {
  const type = FILE_TYPES.get(extension);
  if (type === undefined) {
    throw new Error(`the content type of "${extension}" files is unknown; write ${extension}:type/subtype`);
  }
  return type;
}

function parseType(contentType: string): FileType {
  if (!CONTENT_TYPE.test(contentType))
    throw new InvalidValue(contentType, "is not a content type, such as image/vnd.dwg");
  return { contentType, kind: kindOf(contentType) };
}

function kindOf(contentType: string): FileKind {
  if (contentType.startsWith("image/")) return "photo";
  return contentType.startsWith("video/") ? "video" : "other";
}
