import { type Finding, finding } from "./finding.ts";
import type { BucketResponse } from "./request-bucket.ts";
import type { Texts } from "./texts/texts.ts";
import { type CheckName, COS_CAUSES, type CosCause, type NetworkCause } from "./vocabulary.ts";

/**
 * The trouble behind a refusal. A signature that is over is an AccessDenied as well, told apart by its message.
 *
 * @see Error Codes (436/7730); 403 Error Codes (436/54303)
 */
export function cosCause({ code, message }: Pick<BucketResponse, "code" | "message">): CosCause {
  if (code === "RequestTimeTooSkewed" || (code === "AccessDenied" && /expired/i.test(message))) return "Expired";
  if (code === "InvalidToken") return "ExpiredToken";
  return COS_CAUSES.find((trouble) => trouble === code) ?? "other";
}

/** @param reason as Node's network says it: `ECONNREFUSED` */
export function networkCause(reason: string): NetworkCause {
  if (/^(?:ENOTFOUND|EAI_)/.test(reason)) return "name";
  if (reason === "ECONNREFUSED") return "refused";
  if (/CERT|TLS|SSL|SIGNED/.test(reason)) return "certificate";
  if (/TIMEOUT|ETIMEDOUT/.test(reason)) return "timeout";
  return "other";
}

/** An answer in words: status, code, request id; or what kept it away. */
export function wordsOf({ status, code, headers }: BucketResponse): string {
  if (status === undefined) return code;
  // To tell Tencent's support.
  const requestId = headers.get("x-cos-request-id");
  return [`${status} ${code}`.trim(), ...(requestId === null ? [] : [`x-cos-request-id ${requestId}`])].join(", ");
}

/**
 * What to do about an answer that is not the hoped-for, or about none.
 *
 * @param action what a policy would have to allow: `name/cos:PutObject`
 */
export function bucketAdvice(texts: Texts, action: string, answer: BucketResponse): string {
  if (answer.status === undefined) return texts.networkAdvice[networkCause(answer.code)];
  const trouble = cosCause(answer);
  return trouble === "AccessDenied" ? texts.missingAction(action) : texts.cosAdvice[trouble];
}

/** The finding of an upload, or a look at one, that went wrong. */
export function refused(texts: Texts, check: CheckName, action: string, answer: BucketResponse): Finding {
  return finding(check, "wrong", texts.refused(wordsOf(answer), bucketAdvice(texts, action, answer)));
}
