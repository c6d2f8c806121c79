const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * The pauses after each failed attempt; a failure after the last one is final. The first attempt is made at once.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
const RETRY_PAUSES_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** Attempts of each event, the first one included. */
export const ATTEMPTS = RETRY_PAUSES_MS.length + 1;

/** A pause is up to a fifth longer, so that a receiver that was down does not get everything at the same moment. */
const JITTER = 0.2;

/** A receiver that requests a longer pause gets this one. */
const LONGEST_PAUSE_MS = 24 * HOUR_MS;

export interface RetryScheduleOptions {
  /** From 0 to 1. */
  readonly random: () => number;
  /** @default those of the specification */
  readonly pausesMs?: readonly number[] | undefined;
}

/** When a failed event is due again. */
export interface RetrySchedule {
  /**
   * The pause before the next attempt in milliseconds, `undefined` after the last one.
   *
   * @param attemptsMade failed attempts so far, from 1
   * @param retryAfterMs the pause that the receiver requested. @default none
   */
  pauseAfter(attemptsMade: number, retryAfterMs?: number): number | undefined;
}

/** Creates the {@link RetrySchedule}. */
export function createRetrySchedule({ random, pausesMs = RETRY_PAUSES_MS }: RetryScheduleOptions): RetrySchedule {
  return {
    pauseAfter(attemptsMade, retryAfterMs = 0) {
      const pauseMs = pausesMs[attemptsMade - 1];
      if (pauseMs === undefined) return undefined;
      const jittered = pauseMs * (1 + JITTER * random());
      return Math.round(Math.max(jittered, Math.min(retryAfterMs, LONGEST_PAUSE_MS)));
    },
  };
}
