import type { PutSignAnswer } from "@wx-cos-upload/shared";
import { authorize } from "../cos/index.ts";
import type { AdmittedFile } from "./admit-file.ts";
import { commonAnswer, type UploadTarget } from "./upload-target.ts";

/**
 * Signs a PUT Object of one file.
 *
 * With neither size nor MD5 only `host` is signed, which the guide's client can use: it sends no header but Authorization.
 * With either, every header that says what the object becomes is signed too: COS protects only headers that a signature lists,
 * so without x-cos-acl in it the holder could publish a private object.
 */
export function putSignAnswer(file: AdmittedFile, target: UploadTarget): PutSignAnswer {
  const { credentials, keyTime, deriveKey } = target;
  const bound = file.size !== undefined || file.md5 !== undefined;
  const objectHeaders = {
    "Content-Type": file.contentType,
    ...(bound && { "x-cos-acl": "default", "x-cos-forbid-overwrite": "true" }),
    ...(file.md5 !== undefined && { "Content-MD5": file.md5 }),
  };
  const { authorization } = authorize({
    method: "PUT",
    pathname: `/${target.key}`,
    headers: [
      ["host", target.host],
      ...(bound ? Object.entries(objectHeaders) : []),
      // Every HTTP client writes this one itself and most refuse to have it set, so it is signed and not sent along.
      ...(file.size === undefined ? [] : ([["content-length", String(file.size)]] as const)),
    ],
    credentials,
    keyTime,
    deriveKey,
  });
  return {
    ...commonAnswer(file, target),
    uploadUrl: target.objectUrl,
    authorization,
    headers: {
      ...objectHeaders,
      Authorization: authorization,
      ...(credentials.securityToken !== undefined && { "x-cos-security-token": credentials.securityToken }),
    },
  };
}
