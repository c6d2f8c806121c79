import type { PutSignResponse } from "@wx-cos-upload/contract";
import { authorize } from "@wx-cos-upload/cos-signature";
import type { AllowedFile } from "./upload-rules.ts";
import type { UploadTarget } from "./upload-target.ts";

/**
 * Signs a PUT Object of one file.
 *
 * Without size and MD5, it signs only `host`, so that the guide's client, which sends no header but Authorization, can use the signature.
 * With either, it also signs the type, the ACL, the ban on overwriting and the configured object headers. COS protects only headers that a
 * signature lists: without a signed x-cos-acl, the holder could publish a private object. A signature cannot forbid a header by omitting it.
 * The policy of the credentials (credentials/cam-policy.ts) forbids x-cos-grant-*, storage classes and copying; nothing forbids x-cos-meta-*.
 *
 * Fast path: docs/performance.md#spreads
 */
export function putSignResponse(file: AllowedFile, target: UploadTarget): PutSignResponse {
  const { credentials, keyTime, deriveKey } = target;
  const bound = file.size !== undefined || file.md5 !== undefined;
  const headers: Record<string, string> = { "Content-Type": file.contentType };
  for (const [name, value] of Object.entries(target.objectHeaders)) headers[name] = value;
  if (bound) {
    headers["x-cos-acl"] = "default";
    headers["x-cos-forbid-overwrite"] = "true";
  }
  if (file.md5 !== undefined) headers["Content-MD5"] = file.md5;

  const signedHeaders: Array<readonly [string, string]> = bound ? Object.entries(headers) : [];
  signedHeaders.push(["host", target.host]);
  // Signed, but not returned: every HTTP client writes this header itself, and most do not allow setting it.
  if (file.size !== undefined) signedHeaders.push(["content-length", String(file.size)]);
  const pathname = `/${target.key}`;
  const { authorization } = authorize({
    method: "PUT",
    pathname,
    headers: signedHeaders,
    credentials,
    keyTime,
    deriveKey,
  });

  headers["Authorization"] = authorization;
  if (credentials.securityToken !== undefined) headers["x-cos-security-token"] = credentials.securityToken;
  return {
    cosHost: target.host,
    cosKey: target.key,
    authorization,
    securityToken: credentials.securityToken,
    uploadUrl: target.objectUrl,
    objectUrl: target.objectUrl,
    headers,
    contentType: file.contentType,
    maxBytes: file.maxBytes,
    expiresAt: target.endSeconds,
    expiresInSeconds: target.lifetimeSeconds,
  };
}
