import type { AdmissionOptions } from "./admit-file.ts";
import { DEFAULT_EXTENSIONS } from "./file-types.ts";
import { createUploadRules, DEFAULT_MAX_BYTES, type MaxBytesByKind, parseExtensions } from "./upload-rules.ts";

export interface CreateAdmissionOptions {
  /** `["jpg", "mp4"]`; a type that isn't known here is given with it: `"dwg:image/vnd.dwg"`. @default common photos and videos */
  readonly extensions?: readonly string[];
  /** Most bytes of a file. @default 20 MiB for photos and others, 1 GiB for videos */
  readonly maxBytes?: Partial<MaxBytesByKind>;
  /** Refuse files of unknown size, whose signature could not be bound to it. @default true */
  readonly requireSize?: boolean;
}

/**
 * Creates the upload rules: which files may be uploaded. The defaults are the signing server's.
 *
 * @throws {Error} for a malformed extension, or one whose content type is unknown
 * @example
 * import { createAdmission } from "@wx-cos-upload/server";
 *
 * const admission = createAdmission({ extensions: ["jpg", "dwg:image/vnd.dwg"], maxBytes: { photo: 5 * 1024 ** 2 } });
 */
export function createAdmission(options: CreateAdmissionOptions = {}): AdmissionOptions {
  const { extensions = DEFAULT_EXTENSIONS, maxBytes, requireSize = true } = options;
  const rules = createUploadRules(parseExtensions(extensions.join(",")), { ...DEFAULT_MAX_BYTES, ...maxBytes });
  return { rules, requireSize };
}
