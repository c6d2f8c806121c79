import { parseCosError } from "./cos-error";
import type { HttpResponse } from "./platform";
import { retryAfterMs } from "./retry-after";
import { UploadError } from "./upload-error";

/** What COS tells of an object that it has stored. Both are missing where the platform shows no headers. */
export interface StoredObject {
  /** The entity tag, without its quotes. */
  readonly etag?: string;
  readonly requestId?: string;
}

/**
 * What COS answered to the bytes: `upload_refused` unless it took them. The body of a success is empty and is not looked at.
 *
 * @param successes fits the statuses of success
 */
export function readUploadAnswer(
  { status, headers, body }: HttpResponse,
  successes: RegExp,
): StoredObject | UploadError {
  const etag = headers["etag"]?.replace(/"/g, "");
  const requestId = headers["x-cos-request-id"];
  if (successes.test(`${status}`)) return { ...(etag && { etag }), ...(requestId && { requestId }) };
  const { code: remoteCode, message, requestId: bodyRequestId } = parseCosError(body);
  return new UploadError("upload_refused", "upload", `${status} ${remoteCode} ${message}`, {
    status,
    remoteCode,
    requestId: requestId ?? bodyRequestId,
    retryAfterMs: retryAfterMs(headers),
    ...(isCuredBySigningAnew(`${remoteCode} ${message}`) && { retryable: true }),
  });
}

/** Whether a new signature, with its new time and object key, may help. Of expiry COS says AccessDenied with a text: "Request has expired". */
export function isCuredBySigningAnew(codeAndMessage: string): boolean {
  return /FileAlreadyExists|RequestTimeTooSkewed|ExpiredToken|AccessDenied.*expired/i.test(codeAndMessage);
}
