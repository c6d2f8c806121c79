import { UploadError, type UploadErrorCode } from "../../uploader/index";

/** As much of an error as the page shows and decides by. */
export interface Failure {
  readonly code: UploadErrorCode;
  /** What the signing server or COS called it. */
  readonly remoteCode: string | undefined;
  readonly requestId: string | undefined;
  /** Whether beginning anew may help: by itself, or after a person has done what the sentence says. */
  readonly canRetry: boolean;
}

const CURED_BY_A_PERSON: readonly UploadErrorCode[] = [
  "bad_sign_answer",
  "cancelled",
  "domain_not_allowed",
  "file_too_large_for_put",
];

export function toFailure(error: unknown): Failure {
  if (!(error instanceof UploadError)) {
    return { code: "unexpected", remoteCode: undefined, requestId: undefined, canRetry: false };
  }
  const { code, remoteCode, requestId, retryable } = error;
  return { code, remoteCode, requestId, canRetry: retryable || CURED_BY_A_PERSON.includes(code) };
}
