import { CosError } from "../errors.ts";
import { isPublic } from "../object/object-acl.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import { type PresentedSignature, presentedSignature } from "../signature/presented-signature.ts";
import { verifySignature } from "../signature/verify-signature.ts";
import type { Bucket } from "./operation.ts";

/**
 * Lets a signed request pass.
 *
 * @throws {CosError} AccessDenied for an anonymous one, and whatever {@link verifySignature} throws.
 */
export function authenticate(bucket: Bucket, request: CosRequest): void {
  const presented = presentedSignature(request);
  if (presented === undefined) throw new CosError("AccessDenied");
  verify(bucket, request, presented);
}

/**
 * Lets a signed request pass, and an anonymous one for an object that its own x-cos-acl makes public: the bucket is private.
 *
 * @throws {CosError} as {@link authenticate}; InvalidRequest if an anonymous request overrides response headers.
 */
export function authenticateReader(bucket: Bucket, request: CosRequest): void {
  const presented = presentedSignature(request);
  if (presented !== undefined) {
    verify(bucket, request, presented);
    return;
  }
  const object = bucket.store.find(request.key);
  if (object === undefined || !isPublic(object.acl)) throw new CosError("AccessDenied");
  if (request.query.some(([name]) => name.startsWith("response-"))) {
    throw new CosError("InvalidRequest", "Anonymous requests cannot override response headers.");
  }
}

function verify({ findCredentials, now }: Bucket, request: CosRequest, presented: PresentedSignature): void {
  const { headers, query } = request;
  const securityToken = firstValue(headers, "x-cos-security-token") ?? firstValue(query, "x-cos-security-token");
  verifySignature({ request, presented, securityToken, findCredentials, nowSeconds: Math.floor(now() / 1000) });
}
