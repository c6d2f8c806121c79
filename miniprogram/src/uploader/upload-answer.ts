import { parseCosError } from "./cos-error";
import type { HttpResponse } from "./platform";
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
  const { status, headers, body } = response;
  if (!successes.includes(status)) throw uploadRefused(status, headers["x-cos-request-id"], body);
  const etag = headers["etag"];
  const requestId = headers["x-cos-request-id"];
  return { ...(etag && { etag: etag.replace(/"/g, "") }), ...(requestId && { requestId }) };
}

function uploadRefused(status: number, requestId: string | undefined, body: string): UploadError {
  const error = parseCosError(body);
  const message = `COS refused: ${status} ${error.code ?? ""} ${error.message ?? ""}`.trim();
  return new UploadError("upload_refused", "upload", message, {
    status,
    remoteCode: error.code,
    requestId: requestId ?? error.requestId,
    ...(isCuredBySigningAnew(error.code, error.message) && { retryable: true }),
  });
}

/** A new attempt has a new signature with a new time, under a new object key. */
function isCuredBySigningAnew(code = "", message = ""): boolean {
  return (
    /^(FileAlreadyExists|RequestTimeTooSkewed|ExpiredToken|RequestTimeout)$/.test(code) || /expired/i.test(message)
  );
}
