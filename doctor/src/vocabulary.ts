// The words that checks, findings and texts share. It imports nothing.

/** The checks, in the order in which they are reported. */
export const CHECKS = [
  "variables",
  "bucket",
  "clock",
  "credentials",
  "put",
  "head",
  "binding",
  "form",
  "parts",
  "delete",
  "cors",
  "redis",
  "login",
] as const;

export type CheckName = (typeof CHECKS)[number];

/** `note` means that nothing is wrong: something is not set, was not tried, or is as expected. */
export type Outcome = "ok" | "wrong" | "note";

/** The message of a finding, and what to do. */
export type Message = readonly [message: string, advice?: string];

/** Configuration faults that code2Session reports. */
export type LoginFault = 40013 | 40125 | 40164;

/** Headers that the doctor adds to a signed PUT. */
export type Addition = "x-cos-copy-source" | "x-cos-grant-read" | "x-cos-storage-class" | "Pic-Operations";

/** Rejections of COS that the doctor has advice for. */
export const COS_CAUSES = [
  "NoSuchBucket",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "Expired",
  "ExpiredToken",
  "AccessDenied",
  "UnavailableForLegalReasons",
  "other",
] as const;
export type CosCause = (typeof COS_CAUSES)[number];

/** Why there was no response. */
export const NETWORK_CAUSES = ["name", "refused", "certificate", "timeout", "other"] as const;
export type NetworkCause = (typeof NETWORK_CAUSES)[number];
