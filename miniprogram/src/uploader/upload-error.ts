/**
 * The stage of an upload: `check` reads and validates the file, `sign` requests a signature, `upload` sends the bytes to COS, `confirm`
 * requests what COS has stored. A PUT also reads the bytes in the stage `upload`.
 */
export type UploadStage = "check" | "sign" | "upload" | "confirm";

/**
 * What went wrong. A platform reports the first eight:
 *
 * - `timeout` the time limit was exceeded
 * - `network` no connection, or it broke
 * - `interrupted` the system stopped it, as WeChat does 5 s after a mini program goes to the background
 * - `domain_not_allowed` the host is not in the mini program's list of server domains
 * - `login_failed` `wx.login` returned no code, the signing server rejected the login (see `remoteCode`), or `authorize` failed
 * - `file_not_found` there is no file at the path
 * - `file_unreadable` the file exists and cannot be read
 * - `cancelled` the upload was cancelled
 * - `missing_extension` neither its first bytes nor its name identify its type (check)
 * - `unsupported_type` its type is not in `accept` (check)
 * - `type_mismatch` its bytes do not match any format of its name: the file is damaged, or the name is wrong (check)
 * - `prepare_failed` the page's own preparation of the file rejected it, or did not end in time. Only in the component (check)
 * - `empty_file` it has no bytes (check)
 * - `file_too_large` it has more than `maxBytes` of the uploader (check)
 * - `file_too_large_for_put` it has more than can be read into memory; form uploads have no such limit (check)
 * - `digest_unavailable` an integrity check was requested and the platform computes no MD5 (check)
 * - `file_changed` its size is no longer the one that was checked (upload)
 * - `sign_refused` the signing server rejected the request; see `remoteCode` (sign)
 * - `sign_redirected` it responded with a redirect: a login page, a wrong `serverUrl` (sign)
 * - `sign_answer_html` it responded with a web page: a network that requires a login, a wrong `serverUrl` (sign)
 * - `sign_answer_failure` it responded 200 with a failure in the body, `{"code":-1}`; see `remoteCode` (sign)
 * - `sign_answer_cut_off` its response was cut off (sign)
 * - `bad_sign_answer` its response is none of these and holds no signature (sign)
 * - `signature_mismatch` its response contradicts itself: it was signed for another key, host or type (sign)
 * - `upload_refused` COS rejected the request; see `remoteCode` (upload)
 * - `upload_rejected` the object breaks the server's upload rules (confirm)
 * - `upload_missing` COS does not have the object, or one of another size (confirm)
 * - `upload_unconfirmed` COS did not say whether it has the object. Only as `confirmError` of an upload that is done (confirm)
 * - `unexpected` a mistake in this program; see `cause`
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
  | "prepare_failed"
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
  | "upload_rejected"
  | "upload_missing"
  | "upload_unconfirmed"
  | "unexpected";

/** The details of an {@link UploadError}, all optional. */
export interface UploadErrorDetails {
  /** The HTTP status, if there was a response. */
  readonly status?: number | undefined;
  /** The server's own code, such as `unsupported_extension` (signing server) or `AccessDenied` (COS). */
  readonly remoteCode?: string | undefined;
  /** The server's own message. */
  readonly remoteMessage?: string | undefined;
  /** The request id in the response of COS or of the signing server. Quote it when you ask for help. */
  readonly requestId?: string | undefined;
  /** The response's Retry-After, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Codes of failures that are only temporary. */
const TRANSIENT_CODES: readonly UploadErrorCode[] = [
  "timeout",
  "network",
  "interrupted",
  "sign_answer_cut_off",
  "upload_missing",
  "upload_unconfirmed",
];
const TRANSIENT_STATUSES: readonly number[] = [408, 425, 429];

/** The server lacks a feature or the keys for it, so the same request fails again. */
const NOT_IMPLEMENTED = 501;

/** COS responds 400 when it stops waiting for bytes. https://www.tencentcloud.com/document/product/436/7730 */
const TRANSIENT_REMOTE_CODES: readonly string[] = ["RequestTimeout"];

/** COS's codes that a new signature may cure, because it has another key, time or token. */
const RENEWABLE_REMOTE_CODES: readonly string[] = ["FileAlreadyExists", "RequestTimeTooSkewed", "ExpiredToken"];

/**
 * COS has no code of its own for an expired signature or form. It responds with AccessDenied and one of these messages.
 * https://www.tencentcloud.com/document/product/436/7730
 */
const EXPIRED_MESSAGES: readonly string[] = ["Request has expired", "You post object request has been expired"];

/**
 * The only error that an upload rejects with. `message` is for developers; choose the text for users by `code`.
 *
 * @example
 * try {
 *   await task.result;
 * } catch (error) {
 *   if (error instanceof UploadError) console.warn(error.code, error.requestId);
 * }
 */
export class UploadError extends Error {
  override readonly name = "UploadError";
  readonly code: UploadErrorCode;
  /** The stage that failed. Platforms keep the default, and the uploader sets it. */
  stage: UploadStage = "check";
  readonly status?: number | undefined;
  readonly remoteCode?: string | undefined;
  readonly remoteMessage?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Whether a retry of the same upload may succeed. */
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
    (status >= 500 && status <= 599 && status !== NOT_IMPLEMENTED) ||
    TRANSIENT_REMOTE_CODES.includes(remoteCode)
  );
}

/** Whether a new signature may help where the same one does not. */
export function isRenewable({ code, remoteCode = "", remoteMessage = "" }: UploadError): boolean {
  if (code === "file_changed") return true;
  if (code !== "upload_refused") return false;
  const isExpired = EXPIRED_MESSAGES.some((message) => remoteMessage.startsWith(message));
  return RENEWABLE_REMOTE_CODES.includes(remoteCode) || (remoteCode === "AccessDenied" && isExpired);
}
