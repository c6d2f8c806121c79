import type { PostPolicyResponse } from "@wx-cos-upload/contract";
import { createPostPolicy } from "@wx-cos-upload/cos-signature";
import type { AllowedFile } from "./upload-rules.ts";
import type { UploadTarget } from "./upload-target.ts";

/**
 * Signs a POST Object form of one file.
 *
 * Without a size, the policy pins the key and a range of sizes. It leaves the type open, because the guide's client sends an empty one.
 * With a size, the policy pins exactly that size, the type, the configured object headers, the ACL and the ban on overwriting. Unlike S3,
 * COS accepts form fields that the policy does not name, so the holder may choose every field that is not pinned. The policy of the
 * credentials forbids grants (credentials/cam-policy.ts).
 */
export function postPolicyResponse(file: AllowedFile, target: UploadTarget): PostPolicyResponse {
  const { credentials, keyTime, deriveKey, key } = target;
  const objectFields = { "Content-Type": file.contentType, ...target.objectHeaders };
  const bound = file.size !== undefined;
  const { policy, signature, formData } = createPostPolicy({
    bucket: target.bucket,
    pinnedFields: {
      key,
      ...(bound && { ...objectFields, acl: "default", "x-cos-forbid-overwrite": "true" }),
    },
    // COS's default is 204, but the guide's client treats only 200 as success.
    freeFields: { ...(!bound && objectFields), success_action_status: "200" },
    contentLengthRange: file.size === undefined ? [1, file.maxBytes] : [file.size, file.size],
    expirationSeconds: target.endSeconds,
    keyTime,
    credentials,
    deriveKey,
  });
  return {
    cosHost: target.host,
    cosKey: key,
    policy,
    qSignAlgorithm: "sha1",
    qAk: credentials.secretId,
    qKeyTime: keyTime,
    qSignature: signature,
    securityToken: credentials.securityToken,
    uploadUrl: target.formUrl,
    objectUrl: target.objectUrl,
    formData,
    contentType: file.contentType,
    maxBytes: file.maxBytes,
    expiresAt: target.endSeconds,
    expiresInSeconds: target.lifetimeSeconds,
  };
}
