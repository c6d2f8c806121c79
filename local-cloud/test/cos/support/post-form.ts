import { signPostPolicy } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "../../../src/cos/index.ts";
import { KEY_TIME } from "./signed-request.ts";

const { bucket, credentials } = LOCAL_COS_DEFAULTS;

export const EXPIRATION = new Date(1_700_000_900_000).toISOString();

/** The three conditions that COS requires in every policy. */
export const REQUIRED_CONDITIONS = [
  { "q-sign-algorithm": "sha1" },
  { "q-ak": credentials.secretId },
  { "q-sign-time": KEY_TIME },
];

/** The JSON text of a policy with the bucket, the required conditions and these conditions. */
export function policyText(conditions: readonly unknown[], expiration = EXPIRATION): string {
  return JSON.stringify({ expiration, conditions: [{ bucket }, ...REQUIRED_CONDITIONS, ...conditions] });
}

/** The fields of a form that a policy's text signs. */
export function signedFields(text: string, fields: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    key: "photo.jpg",
    ...fields,
    policy: Buffer.from(text).toString("base64"),
    "q-sign-algorithm": "sha1",
    "q-ak": credentials.secretId,
    "q-key-time": KEY_TIME,
    "q-signature": signPostPolicy(text, credentials.secretKey, KEY_TIME).signature,
  };
}
