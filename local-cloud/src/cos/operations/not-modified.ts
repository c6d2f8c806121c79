import { CosError } from "../errors.ts";
import { etagOf } from "../object/object-metadata.ts";
import { evaluatePreconditions } from "../object/preconditions.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import type { CosResponse } from "../response/response.ts";
import type { StoredObject } from "../storage/object-store.ts";
import { overriddenHeaders } from "./object-headers.ts";

/**
 * Evaluates a request's preconditions.
 *
 * @returns a 304 response if the client's copy is up to date, or undefined if the object must be sent
 * @throws {CosError} PreconditionFailed
 */
export function notModified(request: CosRequest, object: StoredObject): CosResponse | undefined {
  const { headers } = request;
  const etag = etagOf(object);
  const conditions = {
    ifMatch: firstValue(headers, "if-match"),
    ifNoneMatch: firstValue(headers, "if-none-match"),
    ifModifiedSince: firstValue(headers, "if-modified-since"),
    ifUnmodifiedSince: firstValue(headers, "if-unmodified-since"),
  };
  const result = evaluatePreconditions(conditions, etag, object.lastModifiedMs);
  if (result === "failed") throw new CosError("PreconditionFailed");
  if (result === "met") return undefined;
  const described = Object.entries({ ...object.headers, ...overriddenHeaders(request) });
  const caching = described.filter(([name]) => CACHING_HEADERS.includes(name));
  return { status: 304, headers: { ETag: etag, ...Object.fromEntries(caching) } };
}

/** The headers that a 304 repeats. RFC 9110, 15.4.5 */
const CACHING_HEADERS = ["Cache-Control", "Expires"];
