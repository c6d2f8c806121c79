import type { PutSignFile } from "@wx-cos-upload/contract";
import { ProblemError, quote } from "../errors.ts";

/** What files of one extension are, and how large they may be. */
export interface UploadRule {
  readonly contentType: string;
  readonly maxBytes: number;
}

/** Rules by lower-case extension. An extension without a rule may not be uploaded. */
export type UploadRules = ReadonlyMap<string, UploadRule>;

/** A file that the rules let in. */
export interface AdmittedFile extends PutSignFile, UploadRule {}

export interface AdmissionOptions {
  readonly rules: UploadRules;
  /** Refuse files of unknown size, whose signature could not be bound to it. */
  readonly requireSize: boolean;
}

/**
 * Holds a file against the rules for uploads.
 *
 * @param field where the file stands in the request, as a prefix of field names: `files[2].`
 * @throws {ProblemError} `unsupported_extension`, `file_too_large`, `size_required`
 */
export function admitFile(file: PutSignFile, { rules, requireSize }: AdmissionOptions, field = ""): AdmittedFile {
  const rule = rules.get(file.ext);
  if (rule === undefined) {
    const allowed = [...rules.keys()].join(", ");
    const detail = `ext is ${quote(file.ext)}; uploads here may be: ${allowed}`;
    throw new ProblemError("unsupported_extension", detail, { field: `${field}ext` });
  }
  if (file.size === undefined && requireSize) {
    const detail = "size is missing: send the file's bytes, so that the signature holds for this size only";
    throw new ProblemError("size_required", detail, { field: `${field}size` });
  }
  if (file.size !== undefined && file.size > rule.maxBytes) {
    const detail = `size is ${file.size} bytes; the limit for ${file.ext} files is ${rule.maxBytes} bytes`;
    throw new ProblemError("file_too_large", detail, { field: `${field}size` });
  }
  return { ext: file.ext, size: file.size, md5: file.md5, contentType: rule.contentType, maxBytes: rule.maxBytes };
}
