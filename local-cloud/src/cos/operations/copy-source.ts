import { CosError } from "../errors.ts";
import { checkReadable, etagOf } from "../object/object-metadata.ts";
import { evaluatePreconditions } from "../object/preconditions.ts";
import { checkBucketHost } from "../request/bucket-hosts.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import type { StoredObject } from "../storage/object-store.ts";
import type { Bucket } from "./operation.ts";

/** The headers that a copy from a source can have. */
export const COPY_SOURCE_CONDITIONS = [
  ...["x-cos-copy-source-if-match", "x-cos-copy-source-if-none-match"],
  ...["x-cos-copy-source-if-modified-since", "x-cos-copy-source-if-unmodified-since"],
] as const;

/**
 * Parses x-cos-copy-source: `<bucket-appid>.cos.<region>.myqcloud.com/<key, percent-encoded>`, or another host of this bucket.
 *
 * @returns the key of the source
 * @throws {CosError} InvalidArgument if the header is malformed; NoSuchBucket for the host of another bucket; NotImplemented for a version
 * @see PUT Object - Copy (436/10881), x-cos-copy-source
 */
export function parseCopySource({ name, region, hosts }: Bucket, text: string): string {
  const [, host, encodedKey, query] = /^([^/?]+)\/([^?]+)(?:\?(.*))?$/.exec(text) ?? [];
  if (host === undefined || encodedKey === undefined) throw invalidSource();
  checkBucketHost(host, { bucket: name, region, hosts });
  if (query !== undefined && query !== "versionId=") {
    throw new CosError("NotImplemented", `The local bucket does not model ?${query} in x-cos-copy-source.`);
  }
  return decodeKey(encodedKey);
}

function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch (cause) {
    throw invalidSource(cause);
  }
}

function invalidSource(cause?: unknown): CosError {
  return new CosError("InvalidArgument", "x-cos-copy-source must be <bucket host>/<key, percent-encoded>.", { cause });
}

/**
 * Checks that the source of a copy can be read, and evaluates the conditions on it.
 *
 * @throws {CosError} InvalidObjectState for an archived source; PreconditionFailed if one of them is not met, also where a GET would get a 304
 */
export function checkCopyConditions({ headers }: CosRequest, source: StoredObject): void {
  checkReadable(source);
  const [ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince] = COPY_SOURCE_CONDITIONS.map((name) =>
    firstValue(headers, name),
  );
  const conditions = { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince };
  const result = evaluatePreconditions(conditions, etagOf(source), source.lastModifiedMs);
  if (result !== "met") throw new CosError("PreconditionFailed");
}
