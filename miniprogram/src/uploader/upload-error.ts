import { describe } from "./platform-values";

/**
 * How far an upload had come: `check` reads the file and validates it, `sign` requests a signature, `upload` sends the bytes to COS,
 * for which a PUT reads them.
 */
export type UploadStage = "check" | "sign" | "upload";

/**
 * What went wrong. A platform reports the first eight:
 *
 * - `timeout` no end within the time limit
 * - `network` no connection, or it broke
 * - `interrupted` the system stopped it, as WeChat does 5 s after a mini program goes to the background
 * - `domain_not_allowed` the host is not in the mini program's list of server domains
 * - `login_failed` `wx.login` gave no code, the signing server rejected the login (`remoteCode` says why), or `authorize` failed
 * - `file_not_found` there is no file at the path
 * - `file_unreadable` there is one, and it cannot be read
 * - `cancelled` the upload was cancelled
 * - `missing_extension` neither its first bytes nor its name say its type (check)
 * - `unsupported_type` its type is not in `accept` (check)
 * - `type_mismatch` its bytes are of no format that its name can mean: it is damaged, or its name is wrong (check)
 * - `empty_file` it has no bytes (check)
 * - `file_too_large` it has more than `maxBytes` of the uploader (check)
 * - `file_too_large_for_put` it has more than can be read into memory; form uploads have no such limit (check)
 * - `digest_unavailable` an integrity check was requested and the platform computes no MD5 (check)
 * - `file_changed` its size is no longer the one that was checked (upload)
 * - `sign_refused` the signing server responded with a failure; `remoteCode` says which (sign)
 * - `sign_redirected` it responded with a redirect: a login page, a wrong `serverUrl` (sign)
 * - `sign_answer_html` it responded with a web page: a network that wants a login, a wrong `serverUrl` (sign)
 * - `sign_answer_failure` it responded 200 with a failure in the body, `{"code":-1}`; `remoteCode` says which (sign)
 * - `sign_answer_cut_off` its response ends in the middle (sign)
 * - `bad_sign_answer` its response is none of these and no signature (sign)
 * - `signature_mismatch` its response contradicts itself: signed for another key, host or type (sign)
 * - `upload_refused` COS responded with a failure; `remoteCode` says which (upload)
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
  /** The HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** The other side's own code: `unsupported_extension` of the signing server, `AccessDenied` of COS. */
  readonly remoteCode?: string | undefined;
  /** The other side's own message. */
  readonly remoteMessage?: string | undefined;
  /** What to quote in a request for help: the request id in COS's response, or in the signing server's. */
  readonly requestId?: string | undefined;
  /** How long the other side wants no further request: the seconds of its Retry-After, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What passes by itself. */
const TRANSIENT_CODES: readonly UploadErrorCode[] = ["timeout", "network", "interrupted", "sign_answer_cut_off"];
const TRANSIENT_STATUSES: readonly number[] = [408, 425, 429];

/** COS responds with 400 when it waited for bytes in vain. https://www.tencentcloud.com/document/product/436/7730 */
const TRANSIENT_REMOTE_CODES: readonly string[] = ["RequestTimeout"];

/** What COS rejects a signature with that another key, another time or another token may cure. */
const RENEWABLE_REMOTE_CODES: readonly string[] = ["FileAlreadyExists", "RequestTimeTooSkewed", "ExpiredToken"];

/**
 * COS has no code for a signature or a form whose time is over: it says AccessDenied with one of these messages.
 * https://www.tencentcloud.com/document/product/436/7730
 */
const EXPIRED_MESSAGES: readonly string[] = ["Request has expired", "You post object request has been expired"];

/** The one error that uploads end with. `message` is for developers; what to tell people follows from `code`. */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly code: UploadErrorCode;
  /** How far the upload had come. Platforms leave the default, and the uploader sets it. */
  stage: UploadStage = "check";
  readonly status?: number | undefined;
  readonly remoteCode?: string | undefined;
  readonly remoteMessage?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Whether the same upload may succeed when it is repeated. */
  readonly retryable: boolean;
  readonly cause?: unknown;

  constructor(code: UploadErrorCode, message: string = code, details: UploadErrorDetails = {}) {
    super(message);
    this.code = code;
    Object.assign(this, details);
    this.retryable = isTransient(this) || isRenewable(this);
  }
}

function isTransient({ code, status = 0, remoteCode = "" }: UploadError): boolean {
  return (
    TRANSIENT_CODES.includes(code) ||
    TRANSIENT_STATUSES.includes(status) ||
    (status >= 500 && status <= 599) ||
    TRANSIENT_REMOTE_CODES.includes(remoteCode)
  );
}

/** Whether a new signature may help, which repeating the same one does not. */
export function isRenewable({ code, remoteCode = "", remoteMessage = "" }: UploadError): boolean {
  if (code === "file_changed") return true;
  if (code !== "upload_refused") return false;
  const isExpired = EXPIRED_MESSAGES.some((message) => remoteMessage.startsWith(message));
  return RENEWABLE_REMOTE_CODES.includes(remoteCode) || (remoteCode === "AccessDenied" && isExpired);
}

/** Any failure of a step as an UploadError, with the stage that it happened in. */
export function asUploadError(
  error: unknown,
  stage: UploadStage,
  otherwise: UploadErrorCode = "unexpected",
): UploadError {
  const known = error instanceof UploadError ? error : new UploadError(otherwise, describe(error), { cause: error });
  known.stage = stage;
  return known;
}
