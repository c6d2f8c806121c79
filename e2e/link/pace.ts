/** The time that bytes need to pass a link of a certain rate, one after another. */
export interface Pace {
  /**
   * Reserves the link for some bytes, after those that were reserved before.
   *
   * @returns when they have passed, in the clock's milliseconds
   */
  reserve(bytes: number, nowMs: number): number;
}

/** How much time a link catches up that a late timer has lost. Without that, it would be slower than its rate. */
const CATCH_UP_MS = 50;

/** Creates a {@link Pace}. @param bytesPerSecond Infinity for a link that takes no time */
export function createPace(bytesPerSecond: number): Pace {
  let freeAtMs = Number.NEGATIVE_INFINITY;
  return {
    reserve(bytes, nowMs) {
      freeAtMs = Math.max(freeAtMs, nowMs - CATCH_UP_MS) + (bytes / bytesPerSecond) * 1000;
      return freeAtMs;
    },
  };
}
