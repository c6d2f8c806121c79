import { signPostPolicy } from "@wx-cos-upload/cos-signature";
import type { LocalCredentials } from "../credentials.ts";
import { CosError } from "../errors.ts";
import { checkPermission } from "../operations/check-permission.ts";
import type { Bucket } from "../operations/operation.ts";
import type { CosRequest } from "../request/cos-request.ts";
import { parseAuthorization } from "../signature/presented-signature.ts";
import { checkCredentials, checkKeyTime, isSameText, verifySignature } from "../signature/verify-signature.ts";
import { checkPolicy } from "./check-policy.ts";
import type { FormFields } from "./form-fields.ts";
import { type Policy, parsePolicy } from "./policy.ts";

/** The sizes in bytes that a form's signature allows for the file, both ends included. */
export type AllowedSize = Pick<Policy, "minBytes" | "maxBytes">;

/**
 * Authenticates a form. It must carry a signed policy and meet it, or be signed by the field `Signature`.
 *
 * @throws {CosError} AccessDenied, InvalidAccessKeyId, ExpiredToken, InvalidArgument, InvalidPolicyDocument, SignatureDoesNotMatch
 * @see POST Object (436/14690), "Calculating the signature"
 */
export function authenticateForm(bucket: Bucket, request: CosRequest, fields: FormFields): AllowedSize {
  const signature = fields.get("Signature");
  if (signature !== undefined && !fields.has("policy")) return verifySignatureField(bucket, request, fields, signature);
  const { policyText, credentials } = verifyPolicySignature(bucket, fields);
  checkFormPermission(bucket, credentials, request, fields);
  const policy = parsePolicy(policyText);
  checkPolicy({ policy, fields, bucket: bucket.name, nowMs: bucket.now() });
  return policy;
}

interface SignedPolicy {
  /** JSON. */
  readonly policyText: string;
  /** The credentials that signed the policy. */
  readonly credentials: LocalCredentials;
}

function verifyPolicySignature({ findCredentials, now }: Bucket, fields: FormFields): SignedPolicy {
  const nowSeconds = Math.floor(now() / 1000);
  const policyText = decodePolicy(signatureField(fields, "policy"));
  if (signatureField(fields, "q-sign-algorithm") !== "sha1") {
    throw new CosError("InvalidArgument", "q-sign-algorithm is not sha1.");
  }
  const secretId = signatureField(fields, "q-ak");
  const keyTime = signatureField(fields, "q-key-time");
  const securityToken = fields.get("x-cos-security-token");
  const credentials = checkCredentials({ secretId, securityToken, findCredentials, nowSeconds });
  checkKeyTime(keyTime, nowSeconds);
  const { signature, stringToSign } = signPostPolicy(policyText, credentials.secretKey, keyTime);
  if (isSameText(signature, signatureField(fields, "q-signature"))) return { policyText, credentials };
  throw new CosError("SignatureDoesNotMatch", undefined, { elements: { StringToSign: stringToSign } });
}

/** A field of the signature. A form without one of them counts as anonymous. */
function signatureField(fields: FormFields, name: string): string {
  const value = fields.get(name);
  if (value === undefined || value === "") throw new CosError("AccessDenied", `The form has no field ${name}.`);
  return value;
}

function decodePolicy(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  // Node's decoder skips invalid characters. Only encoding the result again reveals them.
  if (bytes.toString("base64") === base64) return bytes.toString("utf8");
  throw new CosError("InvalidPolicyDocument", "The policy is not valid. It is not Base64.");
}

/**
 * Verifies the field `Signature`: a complete Authorization without a policy, which cos-wx-sdk-v5 sends for postObject. It covers the
 * request's method, path and headers, but not the form.
 */
function verifySignatureField(bucket: Bucket, request: CosRequest, fields: FormFields, signature: string): AllowedSize {
  const credentials = verifySignature({
    request,
    presented: parseAuthorization(signature),
    securityToken: fields.get("x-cos-security-token"),
    findCredentials: bucket.findCredentials,
    nowSeconds: Math.floor(bucket.now() / 1000),
  });
  checkFormPermission(bucket, credentials, request, fields);
  return { minBytes: 0, maxBytes: Number.POSITIVE_INFINITY };
}

/**
 * Checks the permission to upload a form. A form has fields where a PUT has headers, with `acl` for x-cos-acl. Length and type are those of
 * the request, as in the vendor's table: the length of the whole body, and multipart/form-data. It is not published whether COS compares
 * an ACL from the fields or from the headers.
 */
function checkFormPermission(
  bucket: Bucket,
  credentials: LocalCredentials,
  { headers }: CosRequest,
  fields: FormFields,
): void {
  const inFields = [...fields].map(([name, value]) => [name.toLowerCase(), value] as const);
  const named = new Map([...headers, ...inFields.filter(([name]) => name.startsWith("x-cos-"))]);
  const acl = fields.get("acl");
  if (acl !== undefined) named.set("x-cos-acl", acl);
  checkPermission(bucket, credentials, { action: "PostObject", key: fields.get("key") ?? "", named });
}
