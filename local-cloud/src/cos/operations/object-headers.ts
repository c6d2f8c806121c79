import { etagOf } from "../object/etag.ts";
import { checkHeaderValue } from "../object/object-metadata.ts";
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

/** The headers by which GET and HEAD describe an object. Content-Length is the caller's. */
export function objectHeaders(object: StoredObject): Record<string, string> {
  return {
    ...object.headers,
    "Accept-Ranges": "bytes",
    ETag: etagOf(object),
    "Last-Modified": new Date(object.lastModifiedMs).toUTCString(),
    "x-cos-hash-crc64ecma": object.crc64,
    ...(object.storageClass !== "STANDARD" && { "x-cos-storage-class": object.storageClass }),
  };
}

/**
 * The headers that a download asks to be answered with.
 *
 * @throws {CosError} InvalidArgument for one that cannot stand in a header.
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
 * What keeps a stored HTML or SVG file that somebody opens from running scripts as the bucket's origin, from where it could read other
 * objects. Photos and videos show in a sandbox. PDFs have none, since Chromium's viewer doesn't start there: by its exact type, which
 * nosniff holds the browser to, a PDF is never a page.
 *
 * @param contentType as it is answered
 */
export function sandboxHeaders(contentType = ""): Record<string, string> {
  const isPdf = contentType.toLowerCase() === "application/pdf";
  return { "X-Content-Type-Options": "nosniff", ...(!isPdf && { "Content-Security-Policy": "sandbox" }) };
}
