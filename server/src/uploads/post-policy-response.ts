import type { PostPolicyResponse } from "@wx-cos-upload/contract";
import { createPostPolicy } from "@wx-cos-upload/cos-signature";
import type { AllowedFile } from "./upload-rules.ts";
import type { UploadTarget } from "./upload-target.ts";

/**
 * Signs a POST Object form of one file.
 *
 * Without a size the policy pins the key and a range of sizes, and leaves the type open for the guide's client, which sends
 * an empty one. With a size it pins exactly that size, the type, the configured object headers, the ACL and the ban on overwriting: unlike S3, COS accepts form
 * fields that the policy does not name, so what is not pinned is the holder's to choose. Grants are kept out by the policy of the
 * credentials (credentials/cam-policy.ts).
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
    // 200 rather than the 204 of COS's default: the guide's client takes nothing else for success.
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
