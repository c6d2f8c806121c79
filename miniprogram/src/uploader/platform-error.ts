/**
 * Why the platform could not do what it was asked.
 *
 * - `timeout` no end within the time allowed
 * - `network` no connection, or it broke
 * - `interrupted` the system stopped it, as WeChat does 5 s after a mini program goes to the background
 * - `domain_not_allowed` the host is not in the mini program's list of server domains
 * - `login_failed` it gives no code to log in with
 * - `file_not_found` there is no file at the path
 * - `file_unreadable` there is one, and it can't be read
 * - `cancelled` the signal said so
 */
export type PlatformErrorCode =
  | "timeout"
  | "network"
  | "interrupted"
  | "domain_not_allowed"
  | "login_failed"
  | "file_not_found"
  | "file_unreadable"
  | "cancelled";

/** What a {@link Platform} rejects with. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly code: PlatformErrorCode;
  /** What the platform itself said. */
  readonly cause: unknown;

  constructor(code: PlatformErrorCode, message: string, cause?: unknown) {
    super(message);
    this.code = code;
    this.cause = cause;
  }
}
