import type { UploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** A server that asks for a longer wait is told to the person instead. */
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait before an upload's next attempt. Exponential back-off with full jitter:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * After a Retry-After, the jitter comes on top, so that those who were told the same time do not come back together.
 *
 * @param attempt the one that failed, from 1
 * @throws {UploadError} the error, if there is to be no other attempt: it can't help, or there were enough
 */
export function retryDelay(
  error: UploadError,
  attempt: number,
  { platform, retry: { maxAttempts = 5, baseDelayMs = 1000, maxDelayMs = 30_000 } = {} }: UploaderOptions,
): number {
  const { retryAfterMs = 0 } = error;
  if (attempt >= maxAttempts || retryAfterMs > MAX_RETRY_AFTER_MS || !error.retryable) throw error;
  return retryAfterMs + Math.round(platform.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
}
