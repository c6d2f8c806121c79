import { type Finding, finding } from "./finding.ts";
import type { BucketResponse } from "./request-bucket.ts";
import type { Texts } from "./texts/texts.ts";
import { type CheckName, COS_CAUSES, type CosCause, type NetworkCause } from "./vocabulary.ts";

/**
 * Returns the cause of a rejection. An expired signature is an AccessDenied too; only its message shows the difference.
 *
 * @see Error Codes (436/7730); 403 Error Codes (436/54303)
 */
export function cosCause({ code, message }: Pick<BucketResponse, "code" | "message">): CosCause {
  if (code === "RequestTimeTooSkewed" || (code === "AccessDenied" && /expired/i.test(message))) return "Expired";
  if (code === "InvalidToken") return "ExpiredToken";
  return COS_CAUSES.find((cause) => cause === code) ?? "other";
}

/** @param reason Node's error code: `ECONNREFUSED` */
export function networkCause(reason: string): NetworkCause {
  if (/^(?:ENOTFOUND|EAI_)/.test(reason)) return "name";
  if (reason === "ECONNREFUSED") return "refused";
  if (/CERT|TLS|SSL|SIGNED/.test(reason)) return "certificate";
  if (/TIMEOUT|ETIMEDOUT/.test(reason)) return "timeout";
  return "other";
}

/** Describes a response by status, code and request id, or by the network error instead of one. */
export function wordsOf({ status, code, headers }: BucketResponse): string {
  if (status === undefined) return code;
  // Tencent's support needs it.
  const requestId = headers.get("x-cos-request-id");
  return [`${status} ${code}`.trim(), ...(requestId === null ? [] : [`x-cos-request-id ${requestId}`])].join(", ");
}

/**
 * Returns advice for an unexpected or missing response.
 *
 * @param action the action that a policy must allow: `name/cos:PutObject`
 */
export function bucketAdvice(texts: Texts, action: string, response: BucketResponse): string {
  if (response.status === undefined) return texts.networkAdvice[networkCause(response.code)];
  const cause = cosCause(response);
  return cause === "AccessDenied" ? texts.missingAction(action) : texts.cosAdvice[cause];
}

/** The finding of a failed request for an object. */
export function refused(texts: Texts, check: CheckName, action: string, response: BucketResponse): Finding {
  return finding(check, "wrong", texts.refused(wordsOf(response), bucketAdvice(texts, action, response)));
}
