import { UploadError, type UploadErrorCode } from "../../uploader/index";

/** As much of an error as the page shows and decides by. */
export interface Failure {
  readonly code: UploadErrorCode;
  /** What the signing server or COS called it. */
  readonly remoteCode: string | undefined;
  readonly requestId: string | undefined;
  /** Whether beginning anew may help, at once or after somebody has done what the sentence says. */
  readonly canRetry: boolean;
}

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
export function toFailure(error: unknown): Failure {
  if (!(error instanceof UploadError)) {
    return { code: "unexpected", remoteCode: undefined, requestId: undefined, canRetry: false };
  }
  const { code, remoteCode, requestId } = error;
  const isLasting = LASTING_CODES.includes(code) || LASTING_REMOTE_CODES.includes(remoteCode ?? "");
  return { code, remoteCode, requestId, canRetry: !isLasting };
}
