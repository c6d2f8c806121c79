import { CosError } from "../errors.ts";
import { type ByteRange, parseByteRange } from "../object/byte-range.ts";
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
  const opened = await bucket.store.open(request.key);
  if (opened === undefined) throw new CosError("NoSuchKey");
  try {
    const { response, range } = describe(request, opened.object);
    if (response.status === 304) {
      await opened.close();
      return response;
    }
    return { ...response, body: opened.read(range) };
  } catch (error) {
    await opened.close();
    throw error;
  }
};

/** HEAD Object (436/7745). */
export const headObject: Operation = async (bucket, request) => {
  authenticateReader(bucket, request, "HeadObject");
  checkRepeats(request);
  const object = bucket.store.find(request.key);
  if (object === undefined) throw new CosError("NoSuchKey");
  return describe(request, object).response;
};

/** The response without its body, and the range of the body. The range is undefined for the whole object. */
function describe(request: CosRequest, object: StoredObject): { response: CosResponse; range?: ByteRange | undefined } {
  const unchanged = notModified(request, object);
  if (unchanged !== undefined) return { response: unchanged };
  const range = parseByteRange(firstValue(request.headers, "range"), object.bytes);
  const described = { ...objectHeaders(object), ...overriddenHeaders(request) };
  const headers = { ...described, ...sandboxHeaders(described["Content-Type"]) };
  if (range === undefined) {
    return { response: { status: 200, headers: { ...headers, "Content-Length": String(object.bytes) } } };
  }
  const { start, end } = range;
  const contentRange = `bytes ${start}-${end}/${object.bytes}`;
  return {
    range,
    response: {
      status: 206,
      headers: { ...headers, "Content-Range": contentRange, "Content-Length": String(end - start + 1) },
    },
  };
}
