import { hash } from "node:crypto";
import type { Credentials } from "./authorization.ts";
import { type DeriveSigningKey, deriveSigningKey } from "./signing-key.ts";

export interface PostPolicyInput {
  /** `name-appid`. */
  readonly bucket: string;
  /** Form fields that the policy pins to exactly these values. One of them should be `key`: COS does not ask for it. */
  readonly pinnedFields: Readonly<Record<string, string>>;
  /** Form fields sent along that the policy says nothing of. @default none */
  readonly freeFields?: Readonly<Record<string, string>>;
  /** Bytes of the file, both ends included. */
  readonly contentLengthRange: readonly [minBytes: number, maxBytes: number];
  readonly expirationSeconds: number;
  readonly keyTime: string;
  readonly credentials: Credentials;
  /** @default deriveSigningKey, which remembers nothing */
  readonly deriveKey?: DeriveSigningKey;
}

export interface PostPolicySignature {
  readonly signKey: string;
  readonly stringToSign: string;
  readonly signature: string;
}

export interface PostPolicy extends PostPolicySignature {
  /** Base64 of the policy's JSON: the form's `policy` field. */
  readonly policy: string;
  /** Every field of the form but the file, in an order COS takes: `key` first, the file has to come last. */
  readonly formData: Readonly<Record<string, string>>;
}

/**
 * A POST Object form and its policy. The conditions are computed from the fields, so the two cannot disagree.
 *
 * @see POST Object (436/14690), "Policy" and "Calculating the signature"
 */
export function createPostPolicy(input: PostPolicyInput): PostPolicy {
  const { credentials, keyTime, pinnedFields, freeFields = {} } = input;
  const signatureFields = { "q-sign-algorithm": "sha1", "q-ak": credentials.secretId };
  const policyText = JSON.stringify({
    expiration: new Date(input.expirationSeconds * 1000).toISOString(),
    conditions: [
      { bucket: input.bucket },
      ...Object.entries({ ...pinnedFields, ...signatureFields }).map(([name, value]) => ({ [name]: value })),
      // The one condition not named like its field: the form sends this value as q-key-time.
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
 * Signs a policy's JSON text, byte for byte as it will be encoded.
 *
 * @see POST Object (436/14690), "Calculating the signature": the policy itself is hashed, not its Base64 form
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
