import { MAX_RETRY_AFTER_MS } from "./limits";
import { isPassing, type UploadError } from "./upload-error";
import type { RetryOptions } from "./uploader-options";

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
  if (attempt >= maxAttempts || !isPassing(error)) return undefined;
  const jitterMs = Math.round(random * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
  if (error.retryAfterMs === undefined) return jitterMs;
  return error.retryAfterMs > MAX_RETRY_AFTER_MS ? undefined : error.retryAfterMs + jitterMs;
}
