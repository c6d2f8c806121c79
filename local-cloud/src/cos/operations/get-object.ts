import { CosError } from "../errors.ts";
import { type ByteRange, parseByteRange } from "../object/byte-range.ts";
import { checkReadable, checkTrafficLimit, etagOf } from "../object/object-metadata.ts";
import { type CosRequest, checkRepeats, firstValue } from "../request/cos-request.ts";
import type { CosResponse } from "../response/response.ts";
import type { StoredObject } from "../storage/object-store.ts";
import { authenticateReader } from "./authenticate.ts";
import { notModified } from "./not-modified.ts";
import { objectHeaders, overriddenHeaders, sandboxHeaders } from "./object-headers.ts";
import type { Operation } from "./operation.ts";

/** GET Object (436/7753). */
export const getObject: Operation = async (bucket, request) => {
  authenticateReader(bucket, request, "GetObject");
  checkRepeats(request);
  checkTrafficLimit(firstValue(request.headers, "x-cos-traffic-limit"));
  checkTrafficLimit(firstValue(request.query, "x-cos-traffic-limit"));
  const overridden = overriddenHeaders(request);
  const opened = await bucket.store.open(request.key);
  if (opened === undefined) throw new CosError("NoSuchKey");
  try {
    checkReadable(opened.object);
    const unchanged = notModified(request, opened.object);
    if (unchanged !== undefined) {
      await opened.close();
      return unchanged;
    }
    const range = requestedRange(request, opened.object);
    return { ...describe(opened.object, overridden, range), body: opened.read(range) };
  } catch (error) {
    await opened.close();
    throw error;
  }
};

/** HEAD Object (436/7745). It describes the whole object: only a GET has ranges. RFC 9110, 14.2 */
export const headObject: Operation = async (bucket, request) => {
  authenticateReader(bucket, request, "HeadObject");
  checkRepeats(request);
  const overridden = overriddenHeaders(request);
  const object = bucket.store.find(request.key);
  if (object === undefined) throw new CosError("NoSuchKey");
  return notModified(request, object) ?? describe(object, overridden, undefined);
};

/**
 * The range that a request wants of an object. Undefined for the whole object, also if If-Range names another one.
 *
 * @throws {CosError} InvalidRange
 * @see RFC 9110, 13.1.5 and 14.2
 */
function requestedRange({ headers }: CosRequest, object: StoredObject): ByteRange | undefined {
  const ifRange = firstValue(headers, "if-range");
  if (ifRange !== undefined && !isUnchanged(ifRange, object)) return undefined;
  return parseByteRange(firstValue(headers, "range"), object.bytes);
}

/** Whether If-Range names exactly this object, by its ETag or by its date. A weak ETag never does. */
function isUnchanged(ifRange: string, object: StoredObject): boolean {
  return ifRange === etagOf(object) || ifRange === new Date(object.lastModifiedMs).toUTCString();
}

/** The response without its body. */
function describe(
  object: StoredObject,
  overridden: Readonly<Record<string, string>>,
  range: ByteRange | undefined,
): CosResponse {
  const described = { ...objectHeaders(object), ...overridden };
  const headers = { ...described, ...sandboxHeaders(described["Content-Type"]) };
  if (range === undefined) {
    return { status: 200, headers: { ...headers, "Content-Length": String(object.bytes) } };
  }
  const { start, end } = range;
  const contentRange = `bytes ${start}-${end}/${object.bytes}`;
  return {
    status: 206,
    headers: { ...headers, "Content-Range": contentRange, "Content-Length": String(end - start + 1) },
  };
}
