import { CosError } from "../errors.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject } from "./delete-object.ts";
import { getBucket } from "./get-bucket.ts";
import { getObject, headObject } from "./get-object.ts";
import { headBucket } from "./head-bucket.ts";
import type { Operation } from "./operation.ts";
import { postObject } from "./post-object.ts";
import { putObject } from "./put-object.ts";

const BUCKET_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["GET", getBucket],
  ["HEAD", headBucket],
  ["POST", postObject],
]);

const OBJECT_OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["PUT", putObject],
  ["GET", getObject],
  ["HEAD", headObject],
  ["DELETE", deleteObject],
]);

/** Parameters that select another operation. A response of the plain operation would be wrong. */
const NOT_MODELLED: ReadonlySet<string> = new Set([
  ...["acl", "append", "position", "copy", "delete", "restore", "select", "symlink", "tagging", "torrent"],
  ...["uploads", "uploadId", "partNumber", "versionId", "versions", "versioning", "object-lock", "retention"],
  ...["accelerate", "cors", "domain", "encryption", "intelligenttiering", "inventory", "lifecycle", "location"],
  ...["logging", "notification", "origin", "policy", "policyStatus", "referer", "replication", "website"],
  ...["ci-process", "imageInfo", "imageAve", "exif", "watermark"],
]);

/** For image processing, the rest of the parameter's name is the instruction: `?imageMogr2/thumbnail/200x`. */
const NOT_MODELLED_PREFIX = /^(?:imageMogr2|imageView2|imageSlim|watermark|pic-)/;

/**
 * Finds the operation for a request's method, path and query.
 *
 * @throws {CosError} NotImplemented for an operation of COS that this bucket does not model, MethodNotAllowed for one that COS does not have
 */
export function route({ method, key, query, headers }: CosRequest): Operation {
  const parameter = query.find(([name]) => NOT_MODELLED.has(name) || NOT_MODELLED_PREFIX.test(name))?.[0];
  if (parameter !== undefined) throw notModelled(`?${parameter}`);
  if (key === "" && (method === "PUT" || method === "DELETE")) throw notModelled(`${method} Bucket`);
  if (firstValue(headers, "x-cos-copy-source") !== undefined) {
    if (method === "PUT") return copyObject;
    throw notModelled("x-cos-copy-source");
  }
  const operations = key === "" ? BUCKET_OPERATIONS : OBJECT_OPERATIONS;
  const operation = operations.get(method);
  if (operation !== undefined) return operation;
  throw new CosError("MethodNotAllowed", undefined, {
    headers: { Allow: [...operations.keys(), "OPTIONS"].join(", ") },
  });
}

function notModelled(what: string): CosError {
  return new CosError("NotImplemented", `The local bucket does not model ${what}.`);
}
