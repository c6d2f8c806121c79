import fc from "fast-check";
import { type RetryOptions, UploadError } from "../../src/uploader/index";
import { retryDelay } from "../../src/uploader/retry-delay";
import { platformFixture } from "./platform-fixture";

const LOST = new UploadError("network", "lost");
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const options = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 20 }),
  baseDelayMs: fc.integer({ min: 0, max: 10_000 }),
  maxDelayMs: fc.integer({ min: 0, max: 100_000 }),
});

/** The delay before the next attempt; undefined if there is none. */
function delayOf(error: UploadError, attempt: number, retry: RetryOptions, luck: number): number | undefined {
  const { platform } = platformFixture({ random: () => luck });
  try {
    return retryDelay(error, attempt, { serverUrl: "https://sign.example.com", platform, retry });
  } catch (thrown) {
    expect(thrown).toBe(error);
    return undefined;
  }
}

test("never exceeds the maximum or the doubled base delay, and throws after the last attempt", () => {
  fc.assert(
    fc.property(options, fc.integer({ min: 1, max: 25 }), random, (retry, attempt, luck) => {
      const delayMs = delayOf(LOST, attempt, retry, luck);
      if (attempt >= retry.maxAttempts) return expect(delayMs).toBeUndefined();
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThanOrEqual(Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** (attempt - 1)));
    }),
  );
});

test("covers the whole range: no jitter at 0, nearly all of it at 1", () => {
  expect([1, 2, 3, 4].map((attempt) => delayOf(LOST, attempt, {}, 0))).toEqual([0, 0, 0, 0]);
  expect([1, 2, 3, 4].map((attempt) => delayOf(LOST, attempt, {}, 1))).toEqual([1000, 2000, 4000, 8000]);
  expect(delayOf(LOST, 9, { maxAttempts: 10 }, 1)).toBe(30_000);
});

test("waits for the whole Retry-After, up to two minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 240_000 }), random, (retryAfter, luck) => {
      const busy = new UploadError("sign_refused", "busy", { status: 429, retryAfterMs: retryAfter });
      const delayMs = delayOf(busy, 1, {}, luck);
      if (retryAfter > 120_000) return expect(delayMs).toBeUndefined();
      expect(delayMs).toBeGreaterThanOrEqual(retryAfter);
      expect(delayMs).toBeLessThanOrEqual(retryAfter + 1000);
    }),
  );
});

test("retries no 4xx except 408, 425 and 429, and every 5xx except 501", () => {
  for (let status = 400; status < 600; status += 1) {
    const error = new UploadError("upload_refused", "no", { status });
    const isRetried = delayOf(error, 1, {}, 0) !== undefined;
    const isTransient = (status >= 500 && status !== 501) || [408, 425, 429].includes(status);
    expect([status, isRetried]).toEqual([status, isTransient]);
  }
});

test("retries COS's RequestTimeout, although its status is 400", () => {
  const error = new UploadError("upload_refused", "slow", { status: 400, remoteCode: "RequestTimeout" });
  expect(delayOf(error, 1, {}, 0)).toBe(0);
});
