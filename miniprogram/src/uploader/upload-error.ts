import { describe } from "./platform-values";

/**
 * How far an upload had come: `check` the file read and held against the rules, `sign` the signing server asked, `upload` the bytes
 * sent to COS, for which a PUT reads them.
 */
export type UploadStage = "check" | "sign" | "upload";

/**
 * What went wrong. The first eight are what a platform says:
 *
 * - `timeout` no end within the time allowed
 * - `network` no connection, or it broke
 * - `interrupted` the system stopped it, as WeChat does 5 s after a mini program goes to the background
 * - `domain_not_allowed` the host is not in the mini program's list of server domains
 * - `login_failed` `wx.login` gives no code, the signing server did not log this user in (`remoteCode` says why), or `authorize` failed
 * - `file_not_found` there is no file at the path
 * - `file_unreadable` there is one, and it can't be read
 * - `cancelled` somebody cancelled
 * - `missing_extension` neither its first bytes nor its name say its type (check)
 * - `unsupported_type` its type is not in `accept` (check)
 * - `type_mismatch` its bytes are not those of any format that its name can mean, so that it is damaged or has a wrong name (check)
 * - `empty_file` it has no bytes (check)
 * - `file_too_large` it has more than `maxBytes` of the uploader (check)
 * - `file_too_large_for_put` it has more than can be read into memory; form uploads have no such limit (check)
 * - `digest_unavailable` an integrity check was asked for and the platform computes no MD5 (check)
 * - `file_changed` its size is no longer the one that was checked (upload)
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
  | "timeout"
  | "network"
  | "interrupted"
  | "domain_not_allowed"
  | "login_failed"
  | "file_not_found"
  | "file_unreadable"
  | "cancelled"
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
  /** What to quote when asking for help: the request id in COS's answer, or in the signing server's. */
  readonly requestId?: string | undefined;
  /** How long the other side asked to be left alone: the seconds of its Retry-After. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * What passes by itself, by code, status and remote code: a lost connection does, a refused file type does not. COS that waits for bytes
 * in vain says so with 400. https://www.tencentcloud.com/document/product/436/7730
 */
const PASSING = /^(timeout|network|interrupted|sign_answer_cut_off) | (4(08|2[59])|5..) | RequestTimeout$/;

/** What a new signature may cure, with its new time and key. Of expiry COS says "Request has expired", or ExpiredToken. */
const CURABLE = /^file_changed|^upload_refused.*(AlreadyExists|TooSkewed|expired)/i;

/** The one error that uploads end with. `message` is for developers; what to tell people follows from `code`. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly code: UploadErrorCode;
  /** How far the upload had come: put in by the uploader, which knows. */
  stage: UploadStage = "check";
  readonly status?: number | undefined;
  readonly remoteCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Whether the same upload, begun anew, may succeed. */
  readonly retryable: boolean;
  readonly cause?: unknown;

  constructor(code: UploadErrorCode, message: string = code, details: UploadErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
    this.retryable = PASSING.test(`${code} ${details.status} ${details.remoteCode}`) || isCurable(this);
  }
}

/** Whether trouble does not pass by itself, and a new signature may help. */
export const isCurable = (error: UploadError): boolean => CURABLE.test(error.code + error.message);

/** Whatever a step of an upload ended with, as the one error that is promised. */
export function asUploadError(
  error: unknown,
  stage: UploadStage,
  otherwise: UploadErrorCode = "unexpected",
): UploadError {
  const known = error instanceof UploadError ? error : new UploadError(otherwise, describe(error), { cause: error });
  known.stage = stage;
  return known;
}
