import type { PlatformErrorCode } from "./platform-error";

/**
 * How far an upload had come: `check` the file held against the rules, `read` its size or bytes read,
 * `sign` the signing server asked, `upload` the bytes sent to COS.
 */
export type UploadStage = "check" | "read" | "sign" | "upload";

/**
 * What went wrong. Besides the platform's codes ({@link PlatformErrorCode}):
 *
 * - `login_failed` also: the signing server did not log this user in, `remoteCode` says why; or `authorize` gave no token (sign)
 * - `missing_extension` neither its first bytes nor its name say its type (check)
 * - `unsupported_type` its type is not in `accept` (check)
 * - `type_mismatch` its name says photo or video, and its bytes are none that is known (check)
 * - `empty_file` it has no bytes (check)
 * - `file_too_large` it has more than `maxBytes` of the uploader (check)
 * - `file_too_large_for_put` it has more than can be read into memory; form uploads have no such limit (check)
 * - `digest_unavailable` an integrity check was asked for and the platform computes no MD5 (read)
 * - `file_changed` its size is no longer the one that was signed (read)
 * - `sign_refused` the signing server answered with a failure; `remoteCode` says which (sign)
 * - `sign_redirected` it answered with a redirect: a login page, a wrong `serverUrl` (sign)
 * - `sign_answer_html` it answered with a web page: a network that wants a login, a wrong `serverUrl` (sign)
 * - `sign_answer_failure` it answered 200 with a failure in the body, `{"code":-1}`; `remoteCode` says which (sign)
 * - `sign_answer_cut_off` its answer ends in the middle (sign)
 * - `bad_sign_answer` its answer is none of these and no signature (sign)
 * - `signature_mismatch` its answer contradicts itself: signed for another key, host or type (sign)
 * - `upload_refused` COS answered with a failure; `remoteCode` says which (upload)
 * - `unexpected` a mistake in this program; `cause` has it
 */
export type UploadErrorCode =
  | PlatformErrorCode
  | "missing_extension"
  | "unsupported_type"
  | "type_mismatch"
  | "empty_file"
  | "file_too_large"
  | "file_too_large_for_put"
  | "digest_unavailable"
  | "file_changed"
  | "sign_refused"
  | "sign_redirected"
  | "sign_answer_html"
  | "sign_answer_failure"
  | "sign_answer_cut_off"
  | "bad_sign_answer"
  | "signature_mismatch"
  | "upload_refused"
  | "unexpected";

export interface UploadErrorDetails {
  /** The answer's HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  /** The other side's own code: `unsupported_extension` of the signing server, `AccessDenied` of COS. */
  readonly remoteCode?: string | undefined;
  /** What to quote when asking for help: COS's `x-cos-request-id`, or the signing server's request id. */
  readonly requestId?: string | undefined;
  /** How long the other side asked to be left alone: its Retry-After. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the same upload, begun anew, may succeed. By default only if the trouble passes by itself: {@link isPassing}. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/** The one error that uploads end with. `message` is for developers; what to tell people follows from `code`. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly status: number | undefined;
  readonly remoteCode: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;
  readonly cause: unknown;
  readonly code: UploadErrorCode;
  readonly stage: UploadStage;

  constructor(code: UploadErrorCode, stage: UploadStage, message: string, details: UploadErrorDetails = {}) {
    super(message);
    this.code = code;
    this.stage = stage;
    this.status = details.status;
    this.remoteCode = details.remoteCode;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.retryable = details.retryable ?? isPassing({ code, ...details });
    this.cause = details.cause;
  }
}

/** Whether trouble passes by itself: a lost connection does, a refused file type does not. */
export function isPassing({ code, status = 0, remoteCode }: Pick<UploadError, "code"> & UploadErrorDetails): boolean {
  return (
    status >= 500 ||
    /^(408|425|429)$/.test(`${status}`) ||
    /^(timeout|network|interrupted|sign_answer_cut_off)$/.test(code) ||
    // COS waited for the bytes in vain and says so with 400. https://www.tencentcloud.com/document/product/436/7730
    remoteCode === "RequestTimeout"
  );
}
