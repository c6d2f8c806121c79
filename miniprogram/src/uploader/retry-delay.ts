import type { HttpAnswer } from "./platform";
import type { UploadError } from "./upload-error";
import type { RetryOptions } from "./uploader-options";

/** A server that asks for a longer wait is told to the person instead. */
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait before an upload's next attempt; undefined if there is to be none, as it can't help or there were enough.
 * Exponential back-off with full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * After a Retry-After, the jitter comes on top, so that those who were told the same time do not come back together.
 *
 * @param attempt the one that failed, from 1
 * @param random at least 0, less than 1
 */
export function retryDelay(
  error: UploadError,
  attempt: number,
  { maxAttempts = 5, baseDelayMs = 1000, maxDelayMs = 30_000 }: RetryOptions,
  random: number,
): number | undefined {
  const { retryAfterMs = 0, retryable } = error;
  if (attempt >= maxAttempts || retryAfterMs > MAX_RETRY_AFTER_MS || !retryable) return undefined;
  return retryAfterMs + Math.round(random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
}

/**
 * How long an answer's Retry-After asks to wait, in seconds or as a date. A date counts from the answer's own Date, as the phone's
 * clock may be wrong. Undefined if there is none that makes sense. RFC 9110 section 10.2.3.
 */
export function retryAfterMs({ "retry-after": retryAfter = "", date = "" }: HttpAnswer["header"]): number | undefined {
  const delayMs = /^\d+$/.test(retryAfter) ? +retryAfter * 1000 : Date.parse(retryAfter) - Date.parse(date);
  return delayMs >= 0 ? delayMs : undefined;
}
