const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** The pause before the next call to a service that failed. The caller passes all times from one clock, in milliseconds. */
export interface RetryPause {
  failed(nowMs: number): void;
  succeeded(): void;
  /** The rest of the pause; 0 or less: retry now. @param longestMs caps the pause. @default 30000 */
  leftMs(nowMs: number, longestMs?: number): number;
  /** Failures since the last success. */
  readonly failures: number;
}

/**
 * Pauses of 1 s after the first failure, then 2, 4 … 30, each shortened by up to half at random, so that many machines do not retry at the same time.
 *
 * @param random from 0 to 1
 */
export function createRetryPause(random: () => number): RetryPause {
  let failures = 0;
  let failedMs = Number.NEGATIVE_INFINITY;
  let pauseMs = 0;
  return {
    failed(nowMs) {
      pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures) * (0.5 + 0.5 * random());
      failures += 1;
      failedMs = nowMs;
    },
    succeeded() {
      failures = 0;
      failedMs = Number.NEGATIVE_INFINITY;
    },
    leftMs: (nowMs, longestMs = LONGEST_PAUSE_MS) => failedMs + Math.min(pauseMs, longestMs) - nowMs,
    get failures() {
      return failures;
    },
  };
}
