/**
 * Every failure that the server responds with: its stable code, HTTP status and title. This is the only table; docs/errors.md explains each.
 * 400 means that the request cannot be read, 422 that the upload rules reject it.
 */
export const PROBLEMS = {
  invalid_encoding: { status: 400, title: "The URL holds invalid percent-encoding" },
  repeated_field: { status: 400, title: "A field was sent more than once" },
  unknown_field: { status: 400, title: "A field is unknown" },
  invalid_extension: { status: 400, title: "The file extension is missing or malformed" },
  invalid_size: { status: 400, title: "The file size is malformed" },
  invalid_md5: { status: 400, title: "The MD5 is malformed" },
  invalid_json: { status: 400, title: "The body is not JSON" },
  invalid_body: { status: 400, title: "The body has the wrong structure" },
  invalid_part_numbers: { status: 400, title: "The part numbers are malformed" },
  idempotency_key_required: { status: 400, title: "The Idempotency-Key header is missing or malformed" },
  invalid_keys: { status: 400, title: "The list of keys is malformed" },
  invalid_limit: { status: 400, title: "The limit is malformed" },
  invalid_cursor: { status: 400, title: "The cursor is not valid" },
  invalid_batch: { status: 400, title: "The list of files is malformed" },
  invalid_login_code: { status: 400, title: "The login code is not valid" },
  login_code_used: { status: 400, title: "The login code was used before" },
  size_required: { status: 400, title: "The file size is required" },
  login_required: { status: 401, title: "A login is required" },
  invalid_token: { status: 401, title: "The token is not valid" },
  token_expired: { status: 401, title: "The token has expired" },
  login_refused: { status: 403, title: "WeChat rejected the login" },
  invalid_events_secret: { status: 403, title: "The secret of COS events is not valid" },
  invalid_upload_token: { status: 403, title: "The upload token is not valid" },
  parts_incomplete: { status: 409, title: "Parts are missing" },
  checksum_mismatch: { status: 409, title: "The object differs from the file" },
  upload_gone: { status: 410, title: "The upload does not exist any more" },
  upload_expired: { status: 410, title: "The upload can no longer be resumed" },
  request_limit_reached: { status: 429, title: "Too many requests" },
  file_limit_reached: { status: 429, title: "Too many files" },
  byte_limit_reached: { status: 429, title: "Too many bytes" },
  not_found: { status: 404, title: "No route has this path" },
  method_not_allowed: { status: 405, title: "This path does not support this method" },
  body_too_large: { status: 413, title: "The request body is too large" },
  unsupported_media_type: { status: 415, title: "The body's type, charset or encoding is not supported" },
  host_not_allowed: { status: 421, title: "The server does not serve this host name" },
  not_your_key: { status: 422, title: "A key is not one of your uploads" },
  unsupported_extension: { status: 422, title: "Files with this extension are not allowed" },
  file_too_large: { status: 422, title: "The file is too large" },
  login_too_frequent: { status: 429, title: "Too many logins by this user" },
  headers_too_large: { status: 431, title: "The request's headers or URL are too large" },
  expectation_failed: { status: 417, title: "The server does not support this expectation" },
  bad_request: { status: 400, title: "The request is malformed" },
  too_many_pending_requests: { status: 429, title: "Too many requests wait on this connection" },
  request_timeout: { status: 408, title: "The request did not arrive in time" },
  internal_error: { status: 500, title: "The server failed" },
  service_keys_missing: { status: 501, title: "The server has no keys for its own calls of COS" },
  proof_keys_missing: { status: 501, title: "The server has no keys for proofs" },
  cos_refused: { status: 502, title: "COS rejects the server's request" },
  cos_unavailable: { status: 503, title: "COS is not available now" },
  jwks_unavailable: { status: 503, title: "Tokens cannot be verified now" },
  login_unavailable: { status: 503, title: "Login is not available now" },
  limiter_unavailable: { status: 503, title: "The limits cannot be checked" },
  queue_unavailable: { status: 503, title: "The queue of webhooks is not available now" },
  credentials_unavailable: { status: 503, title: "The server has no credentials to sign with" },
  not_ready: { status: 503, title: "The server is not ready" },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

export interface ProblemErrorOptions extends ErrorOptions {
  /** The field of the request that is wrong: `size`, `files[2].ext`. */
  readonly field?: string;
  /** Headers of the response: `{ Allow: "GET, HEAD" }`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A failure with a response of its own. Middleware and routes throw it, and one error handler renders it.
 *
 * @example
 * import { ProblemError } from "@wx-cos-upload/server";
 *
 * function toStatus(error: unknown): number {
 *   return error instanceof ProblemError ? error.status : 500;
 * }
 */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: ProblemCode;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what is wrong and what to do, with the limit and the value; the client receives it */
  constructor(code: ProblemCode, detail: string, { field, headers = {}, ...options }: ProblemErrorOptions = {}) {
    super(detail, options);
    this.code = code;
    this.field = field;
    this.headers = headers;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

const LONGEST_QUOTE = 40;

/**
 * Formats a value for a problem's detail: a string in quotes, with control characters escaped, cut to 40 characters.
 * Lists and objects are only named, because serialising a deeply nested one overflows the stack.
 */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  const characters = [...value.slice(0, 2 * LONGEST_QUOTE)];
  if (characters.length <= LONGEST_QUOTE) return JSON.stringify(value);
  return `${JSON.stringify(characters.slice(0, LONGEST_QUOTE).join(""))}…`;
}

/** A parser throws it: it holds the value, or its faulty piece, and the reason. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
  readonly reason: string;

  /** @param reason continues the sentence after the quoted piece: `is not a port` */
  constructor(piece: string, reason: string) {
    super(`"${piece}" ${reason}`);
    this.reason = reason;
  }
}
