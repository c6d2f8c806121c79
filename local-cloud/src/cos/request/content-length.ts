import { CosError } from "../errors.ts";
import { type CosRequest, firstValue } from "./cos-request.ts";

/** What one PUT or POST may store: 5 GB. PUT Object (436/7749), POST Object (436/14690) */
export const MAX_OBJECT_BYTES = 5 * 1024 ** 3;

/** Content-Length in bytes, or undefined for a request that has none. node:http has already refused malformed ones. */
export function contentLength({ headers }: CosRequest): number | undefined {
  const text = firstValue(headers, "content-length");
  return text === undefined ? undefined : Number(text);
}

/** @throws {CosError} MissingContentLength unless the body's end is announced by a length or by chunks. */
export function checkBodyIsAnnounced(request: CosRequest): void {
  if (contentLength(request) !== undefined) return;
  if (firstValue(request.headers, "transfer-encoding") === undefined) throw new CosError("MissingContentLength");
}
