import type { LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import { isPublic } from "../object/object-acl.ts";
import { type CosRequest, firstValue } from "../request/cos-request.ts";
import { type PresentedSignature, presentedSignature } from "../signature/presented-signature.ts";
import { verifySignature } from "../signature/verify-signature.ts";
import { type CosAction, checkPermission } from "./check-permission.ts";
import type { Bucket } from "./operation.ts";

/**
 * Lets a signed request pass, if those who signed it may do that.
 *
 * @returns the credentials that signed it
 * @throws {CosError} AccessDenied for an anonymous one and one that policies don't allow, and whatever {@link verifySignature} throws.
 */
export function authenticate(bucket: Bucket, request: CosRequest, action: CosAction): LocalCredentials {
  const presented = presentedSignature(request);
  if (presented === undefined) throw new CosError("AccessDenied");
  return verify(bucket, request, presented, action);
}

/**
 * Lets a signed request pass, and an anonymous one for an object that its own x-cos-acl makes public: the bucket is private.
 *
 * @throws {CosError} as {@link authenticate}; InvalidRequest if an anonymous request overrides response headers.
 */
export function authenticateReader(bucket: Bucket, request: CosRequest, action: CosAction): void {
  const presented = presentedSignature(request);
  if (presented !== undefined) {
    verify(bucket, request, presented, action);
    return;
  }
  const object = bucket.store.find(request.key);
  if (object === undefined || !isPublic(object.acl)) throw new CosError("AccessDenied");
  if (request.query.some(([name]) => name.startsWith("response-"))) {
    throw new CosError("InvalidRequest", "Anonymous requests cannot override response headers.");
  }
}

function verify(
  bucket: Bucket,
  request: CosRequest,
  presented: PresentedSignature,
  action: CosAction,
): LocalCredentials {
  const { findCredentials, now } = bucket;
  const { headers, query, key } = request;
  const securityToken = firstValue(headers, "x-cos-security-token") ?? firstValue(query, "x-cos-security-token");
  const nowSeconds = Math.floor(now() / 1000);
  const credentials = verifySignature({ request, presented, securityToken, findCredentials, nowSeconds });
  checkPermission(bucket, credentials, { action, key, named: new Map(headers) });
  return credentials;
}
