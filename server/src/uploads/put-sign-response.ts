import type { PutSignResponse } from "@wx-cos-upload/contract";
import { authorize } from "@wx-cos-upload/cos-signature";
import type { AllowedFile } from "./upload-rules.ts";
import type { UploadTarget } from "./upload-target.ts";

/**
 * Signs a PUT Object of one file.
 *
 * With neither size nor MD5 only `host` is signed, which the guide's client can use: it sends no header but Authorization.
 * With either, type, ACL, the ban on overwriting and the configured object headers are signed too: COS protects only headers that a signature
 * lists, so without x-cos-acl in it the holder could publish a private object. It can't list what is not there: x-cos-grant-*, a storage class and
 * copying are kept out by the policy of the credentials (credentials/cam-policy.ts), and x-cos-meta-* by nothing.
 *
 * Objects here are written out rather than spread together: four spreads took as long as the signature itself.
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
  // Every HTTP client writes this one itself and most refuse to have it set, so it is signed and not sent along.
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
