import type { UploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** The longest Retry-After that the uploader waits for. After a longer one the upload fails. */
const MAX_RETRY_AFTER_MS = 120_000;

/**
 * How long to wait before the next attempt, in milliseconds. Exponential back-off with full jitter:
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * The jitter is added to a Retry-After, because clients that received the same Retry-After must not all return at the same moment.
 *
 * @param attempt the number of the attempt that failed, from 1
 * @throws {UploadError} the given error if it cannot be retried or if the attempts are used up
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
