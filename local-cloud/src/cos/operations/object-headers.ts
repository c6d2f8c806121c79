import { checkHeaderValue, etagOf } from "../object/object-metadata.ts";
import type { CosRequest } from "../request/cos-request.ts";
import type { StoredObject } from "../storage/object-store.ts";

/** Query parameter → header it overrides. GET Object (436/7753), "Request parameters" */
const OVERRIDES: ReadonlyMap<string, string> = new Map([
  ["response-content-type", "Content-Type"],
  ["response-content-language", "Content-Language"],
  ["response-expires", "Expires"],
  ["response-cache-control", "Cache-Control"],
  ["response-content-disposition", "Content-Disposition"],
  ["response-content-encoding", "Content-Encoding"],
]);

/** The headers that describe an object in responses to GET and HEAD. The caller adds Content-Length. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    "Accept-Ranges": "bytes",
    ETag: etagOf(object),
    "Last-Modified": new Date(object.lastModifiedMs).toUTCString(),
    "x-cos-hash-crc64ecma": object.crc64,
    ...(object.storageClass !== "STANDARD" && { "x-cos-storage-class": object.storageClass }),
    ...(object.tags.length > 0 && { "x-cos-tagging-count": String(object.tags.length) }),
  };
}

/** The header that reports an object's encryption, in the responses that create an object. */
export function encryptionHeader({ headers }: Pick<StoredObject, "headers">): Record<string, string> {
  const name = "x-cos-server-side-encryption";
  const encryption = headers[name];
  return encryption === undefined ? {} : { [name]: encryption };
}

/**
 * The response headers that a request overrides with `response-*` parameters.
 *
 * @throws {CosError} InvalidArgument if a parameter is not a valid header value
 */
export function overriddenHeaders({ query }: CosRequest): Record<string, string> {
  const overridden = query.flatMap(([parameter, value]) => {
    const name = OVERRIDES.get(parameter);
    if (name === undefined) return [];
    checkHeaderValue(parameter, value);
    return [[name, value]];
  });
  return Object.fromEntries(overridden);
}

/**
 * Headers that prevent a stored HTML or SVG file from running scripts when somebody opens it. Its scripts would have the bucket's origin
 * and could read other objects. Photos and videos work in the sandbox. Chromium's PDF viewer does not, so PDFs get no sandbox. That is
 * safe, because nosniff makes the browser treat the exact PDF type as a PDF and never as a page.
 *
 * @param contentType the content type of the response
 */
export function sandboxHeaders(contentType = ""): Record<string, string> {
  const isPdf = contentType.toLowerCase() === "application/pdf";
  return { "X-Content-Type-Options": "nosniff", ...(!isPdf && { "Content-Security-Policy": "sandbox" }) };
}
