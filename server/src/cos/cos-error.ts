/** The server's own calls of COS, by their names in a CAM policy. */
export type CosAction =
  | "InitiateMultipartUpload"
  | "ListParts"
  | "CompleteMultipartUpload"
  | "AbortMultipartUpload"
  | "ListMultipartUploads"
  | "GetBucket"
  | "HeadObject"
  | "DeleteObject";

/** Codes of this client for a call without a usable response. */
export const NO_RESPONSE = "NoResponse";
export const UNREADABLE_RESPONSE = "UnreadableResponse";

export interface CosCallErrorOptions extends ErrorOptions {
  /** The HTTP status; `undefined` if no response arrived. */
  readonly status: number | undefined;
  /** COS's error code, or {@link NO_RESPONSE}, {@link UNREADABLE_RESPONSE}. A missing or malformed one is made of the status: `Status403`. */
  readonly code: string;
  /** COS's message, or the network's. */
  readonly detail: string;
  /** `x-cos-request-id`, which Tencent's support needs. */
  readonly requestId?: string | undefined;
  /** The request never left this machine, so COS has not executed it. @default false */
  readonly notSent?: boolean;
}

/** Codes that COS also sends with statuses below 500. Error Codes (436/7730) */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  NO_RESPONSE,
  UNREADABLE_RESPONSE,
  "InternalError",
  "ServiceUnavailable",
  "SlowDown",
  "RequestTimeout",
]);

/** A code is a label of the metrics. A proxy may send any text in its place. */
const CODE = /^[A-Za-z][A-Za-z0-9.]{0,63}$/;
const MAX_DETAIL_CHARACTERS = 200;

/** A failed call of COS. Its message is for the log. It contains no key and no signature. */
export class CosCallError extends Error {
  override readonly name = "CosCallError";
  readonly action: CosAction;
  readonly status: number | undefined;
  readonly code: string;
  readonly notSent: boolean;

  constructor(action: CosAction, options: CosCallErrorOptions) {
    const { status, requestId, notSent = false, cause } = options;
    const code = CODE.test(options.code) ? options.code : codeOfStatus(status);
    const detail = options.detail.slice(0, MAX_DETAIL_CHARACTERS);
    const id = requestId === undefined ? "" : `, x-cos-request-id ${requestId.slice(0, MAX_DETAIL_CHARACTERS)}`;
    super(`COS ${action}: ${[status, code].filter(Boolean).join(" ")} (${detail})${id}`, { cause });
    this.action = action;
    this.status = status;
    this.code = code;
    this.notSent = notSent;
  }

  /** Whether the same call can succeed a moment later. COS may have executed this one. */
  get isTransient(): boolean {
    return (this.status !== undefined && this.status >= 500 && this.status !== 501) || TRANSIENT_CODES.has(this.code);
  }
}

/** A success with an error in it that has no code says nothing: COS may have executed the call. */
function codeOfStatus(status: number | undefined): string {
  return status === undefined || status < 300 ? UNREADABLE_RESPONSE : `Status${status}`;
}

/** Whether an error is COS's rejection with one of these codes. */
export function isCosError(error: unknown, ...codes: readonly string[]): error is CosCallError {
  return error instanceof CosCallError && codes.includes(error.code);
}
