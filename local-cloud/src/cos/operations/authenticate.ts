import type { LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import { isPublic } from "../object/object-metadata.ts";
import { type CosRequest, checkRepeats, firstValue } from "../request/cos-request.ts";
import { type PresentedSignature, presentedSignature } from "../signature/presented-signature.ts";
import { verifySignature } from "../signature/verify-signature.ts";
import { type CosAction, checkPermission } from "./check-permission.ts";
import type { Bucket } from "./operation.ts";

/**
 * Verifies a request's signature and checks that the policies of its credentials allow the action.
 *
 * @returns the credentials that signed the request
 * @throws {CosError} AccessDenied for an anonymous request and for an action that policies do not allow; the errors of {@link verifySignature}
 */
export function authenticate(bucket: Bucket, request: CosRequest, action: CosAction): LocalCredentials {
  const credentials = verifyRequest(bucket, request);
  checkPermission(bucket, credentials, { action, key: request.key, named: new Map(request.headers) });
  return credentials;
}

/**
 * Verifies a request's signature. The caller checks the permissions of the credentials.
 *
 * @throws {CosError} AccessDenied for an anonymous request; the errors of {@link verifySignature}
 */
export function verifyRequest(bucket: Bucket, request: CosRequest): LocalCredentials {
  const presented = presentedSignature(request);
  if (presented === undefined) throw new CosError("AccessDenied");
  return verify(bucket, request, presented);
}

/**
 * Authenticates a request that reads an object. The bucket is private, so anonymous requests can only read objects whose own x-cos-acl
 * makes them public.
 *
 * @throws {CosError} as {@link authenticate}; InvalidRequest if an anonymous request overrides response headers
 */
export function authenticateReader(bucket: Bucket, request: CosRequest, action: CosAction): void {
  if (presentedSignature(request) !== undefined) {
    authenticate(bucket, request, action);
    return;
  }
  const object = bucket.store.find(request.key);
  if (object === undefined || !isPublic(object.acl)) throw new CosError("AccessDenied");
  if (request.query.some(([name]) => name.startsWith("response-"))) {
    throw new CosError("InvalidRequest", "Anonymous requests cannot override response headers.");
  }
}

function verify(bucket: Bucket, request: CosRequest, presented: PresentedSignature): LocalCredentials {
  const { findCredentials, now } = bucket;
  const { headers, query } = request;
  const securityToken = firstValue(headers, "x-cos-security-token") ?? firstValue(query, "x-cos-security-token");
  const nowSeconds = Math.floor(now() / 1000);
  const credentials = verifySignature({ request, presented, securityToken, findCredentials, nowSeconds });
  checkRepeats(request);
  return credentials;
}
