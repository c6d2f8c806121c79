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
 * What COS answered to the bytes, if it took them. The body of a success is empty and is not looked at.
 *
 * @throws {UploadError} `upload_refused`
 */
export function readUploadAnswer(response: HttpResponse, successes: readonly number[]): StoredObject {
  const { status, headers } = response;
  if (!successes.includes(status)) throw uploadRefused(response);
  const etag = headers["etag"];
  const requestId = headers["x-cos-request-id"];
  return { ...(etag && { etag: etag.replace(/"/g, "") }), ...(requestId && { requestId }) };
}

function uploadRefused({ status, headers, body }: HttpResponse): UploadError {
  const error = parseCosError(body);
  const message = `COS refused: ${status} ${error.code ?? ""} ${error.message ?? ""}`.trim();
  const details = {
    status,
    remoteCode: error.code,
    requestId: headers["x-cos-request-id"] ?? error.requestId,
    retryAfterMs: retryAfterMs(headers),
  };
  const refusal = { remoteCode: error.code, message };
  return new UploadError("upload_refused", "upload", message, {
    ...details,
    ...(isCuredBySigningAnew(refusal) && { retryable: true }),
  });
}

/** Whether a new signature, with its new time and object key, may help. Of expiry COS says AccessDenied with a text: "Request has expired". */
export function isCuredBySigningAnew({
  remoteCode = "",
  message,
}: Pick<UploadError, "remoteCode" | "message">): boolean {
  if (/^(FileAlreadyExists|RequestTimeTooSkewed|ExpiredToken)$/.test(remoteCode)) return true;
  return remoteCode === "AccessDenied" && /expired/i.test(message);
}
