import { hash } from "node:crypto";
import type { Credentials } from "./authorization.ts";
import { type DeriveSigningKey, deriveSigningKey } from "./signing-key.ts";

/** A form upload to sign. */
export interface PostPolicyInput {
  /** `name-appid`. */
  readonly bucket: string;
  /** Form fields that the policy pins to exactly these values. Include `key`: COS does not require the policy to name it. */
  readonly pinnedFields: Readonly<Record<string, string>>;
  /** Further form fields, which the policy does not restrict. @default none */
  readonly freeFields?: Readonly<Record<string, string>>;
  /** Size of the file in bytes, both ends included. */
  readonly contentLengthRange: readonly [minBytes: number, maxBytes: number];
  /** The policy's expiration, in Unix seconds. */
  readonly expirationSeconds: number;
  /** The key time in the format of {@link formatKeyTime}. */
  readonly keyTime: string;
  readonly credentials: Credentials;
  /** Derives the sign key. @default deriveSigningKey, which caches nothing */
  readonly deriveKey?: DeriveSigningKey;
}

/** A policy's signature with the intermediate values that the vendor's document names. */
export interface PostPolicySignature {
  readonly signKey: string;
  readonly stringToSign: string;
  readonly signature: string;
}

/** A signed form upload. */
export interface PostPolicy extends PostPolicySignature {
  /** Base64 of the policy's JSON: the form's `policy` field. */
  readonly policy: string;
  /** Every form field except the file, in an order that COS accepts. Send the file last. */
  readonly formData: Readonly<Record<string, string>>;
}

/**
 * Creates a POST Object form and its signed policy. The conditions are derived from the fields, so the two always agree.
 *
 * @see POST Object (436/14690), "Policy" and "Calculating the signature"
 * @example
 * const { formData, policy } = createPostPolicy({
 *   bucket: "examplebucket-1250000000",
 *   pinnedFields: { key: "uploads/腾讯云.jpg", "Content-Type": "image/jpeg" },
 *   freeFields: { success_action_status: "200" },
 *   contentLengthRange: [1, 1024],
 *   expirationSeconds: 1_700_000_900,
 *   keyTime: "1700000000;1700000900",
 *   credentials: { secretId: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q", secretKey: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz" },
 * });
 * formData["q-key-time"]; // "1700000000;1700000900"
 * JSON.parse(Buffer.from(policy, "base64").toString()).expiration; // "2023-11-14T22:28:20.000Z"
 */
export function createPostPolicy(input: PostPolicyInput): PostPolicy {
  const { credentials, keyTime, pinnedFields, freeFields = {} } = input;
  const signatureFields = { "q-sign-algorithm": "sha1", "q-ak": credentials.secretId };
  const policyText = JSON.stringify({
    expiration: new Date(input.expirationSeconds * 1000).toISOString(),
    conditions: [
      { bucket: input.bucket },
      ...Object.entries({ ...pinnedFields, ...signatureFields }).map(([name, value]) => ({ [name]: value })),
      // The only condition whose name differs from its field: the form sends this value as q-key-time.
      { "q-sign-time": keyTime },
      ["content-length-range", ...input.contentLengthRange],
    ],
  });
  const signed = signPostPolicy(policyText, credentials.secretKey, keyTime, input.deriveKey);
  const policy = Buffer.from(policyText).toString("base64");
  return {
    ...signed,
    policy,
    formData: {
      ...pinnedFields,
      ...freeFields,
      ...signatureFields,
      "q-key-time": keyTime,
      "q-signature": signed.signature,
      policy,
      ...(credentials.securityToken !== undefined && { "x-cos-security-token": credentials.securityToken }),
    },
  };
}

/**
 * Signs a policy. COS hashes the JSON text itself, not its Base64 form, so pass the text byte for byte as it will be sent.
 *
 * @param policyText the policy's JSON
 * @param keyTime the key time in the format of {@link formatKeyTime}
 * @param deriveKey derives the sign key. Default: deriveSigningKey, which caches nothing
 * @see POST Object (436/14690), "Calculating the signature"
 * @example
 * // PUBLISHED_POLICY: the example of the vendor's document
 * signPostPolicy(PUBLISHED_POLICY, "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz", "1567150692;1567157892").signature;
 * // "7758dc9a832e9d301dca704cacbf9d9f8172fdef"
 */
export function signPostPolicy(
  policyText: string,
  secretKey: string,
  keyTime: string,
  deriveKey: DeriveSigningKey = deriveSigningKey,
): PostPolicySignature {
  const key = deriveKey(secretKey, keyTime);
  const stringToSign = hash("sha1", policyText, "hex");
  return { signKey: key.signKey, stringToSign, signature: key.sign(stringToSign) };
}
