import type { UploadError } from "../../uploader/index";

/** The file itself is at fault, or the phone: the same again would fail again. What the codes mean: UploadErrorCode. */
const LASTING_CODES: readonly string[] = [
  "missing_extension",
  "unsupported_type",
  "type_mismatch",
  "empty_file",
  "file_too_large",
  "file_not_found",
  "file_unreadable",
  "digest_unavailable",
  "unexpected",
];
const LASTING_REMOTE_CODES: readonly string[] = ["unsupported_extension", "file_too_large", "EntityTooLarge"];

/** What a person may do is more than what a program should: a refusal may end when somebody mends the server. */
export function canRetry({ code, remoteCode = "" }: Pick<UploadError, "code" | "remoteCode">): boolean {
  return !LASTING_CODES.includes(code) && !LASTING_REMOTE_CODES.includes(remoteCode);
}
