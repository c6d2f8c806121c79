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

/** A new signature, with its new time and object key, may help. Of expiry COS says AccessDenied with a text: "Request has expired". */
const CURED_BY_SIGNING_ANEW = /^\d+ (FileAlreadyExists|RequestTimeTooSkewed|ExpiredToken|AccessDenied .*expired)/i;

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
  const { code: remoteCode, message: text, requestId: bodyRequestId } = parseCosError(body);
  const message = [status, remoteCode, text].join(" ");
  return new UploadError("upload_refused", "upload", message, {
    status,
    remoteCode,
    requestId: requestId ?? bodyRequestId,
    retryAfterMs: retryAfterMs(headers),
    ...(CURED_BY_SIGNING_ANEW.test(message) && { retryable: true }),
  });
}
