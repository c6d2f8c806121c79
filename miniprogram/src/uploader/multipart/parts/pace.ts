/*
 * How many parts are sent at a time, and how long each may take. Pure: times are passed in. All sizes are in bytes, all times in
 * milliseconds.
 */

export interface Pace {
  /** How many parts may be in flight, 1 to 3. */
  readonly partsAtOnce: number;
  /** How long a part may take, when there are so many bytes in flight including its own. */
  timeLimitMs(bytesInFlight: number): number;
  /** A part arrived. */
  onArrival(part: Flight): void;
  /** A part did not arrive in time. */
  onTimeout(part: Flight): void;
  /** COS or the phone wants less: 503 SlowDown, a weak network, short memory. */
  slowDown(): void;
}

/** A part that was in flight. */
export interface Flight {
  readonly partBytes: number;
  /** When it started, including its own. */
  readonly bytesInFlight: number;
  readonly durationMs: number;
}

/** Leaves the app seven of the ten requests that WeChat runs at a time. */
const MOST_PARTS_AT_ONCE = 3;

/** Before 60 s, at which WeChat ends a request by itself. */
const LONGEST_MS = 58_000;
const SHORTEST_MS = 10_000;

/** How much longer than expected a part may take. */
const PATIENCE = 4;

/** How many parts in a row have to arrive before one more is sent at a time: at the start, and after trouble. */
const ARRIVALS_AT_START = 1;
const ARRIVALS_AFTER_TROUBLE = 4;

/** The weight of the latest part in the measured rate. */
const LATEST_SHARE = 0.3;

export function createPace(): Pace {
  let partsAtOnce = 1;
  let arrivals = 0;
  let arrivalsNeeded = ARRIVALS_AT_START;
  /** Bytes in a millisecond, of all parts together; undefined before the first has arrived. */
  let rate: number | undefined;

  const expectedMs = (bytes: number) => (rate === undefined ? LONGEST_MS : bytes / rate);

  function slowDown(): void {
    partsAtOnce = 1;
    arrivals = 0;
    arrivalsNeeded = ARRIVALS_AFTER_TROUBLE;
  }

  return {
    get partsAtOnce() {
      return partsAtOnce;
    },
    timeLimitMs: (bytesInFlight) =>
      Math.round(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, PATIENCE * expectedMs(bytesInFlight)))),
    onArrival({ partBytes, bytesInFlight, durationMs }) {
      // The link carried the other parts meanwhile.
      const latest = bytesInFlight / Math.max(1, durationMs);
      rate = rate === undefined ? latest : rate + LATEST_SHARE * (latest - rate);
      // A part that started when more were in flight says nothing about how many may be now.
      if (bytesInFlight > partsAtOnce * partBytes) return;
      arrivals += 1;
      if (arrivals < arrivalsNeeded) return;
      arrivals = 0;
      // Another part at a time makes each slower, and none may come near the time limit.
      const isFast = PATIENCE * expectedMs((partsAtOnce + 1) * partBytes) <= LONGEST_MS;
      if (isFast) partsAtOnce = Math.min(MOST_PARTS_AT_ONCE, partsAtOnce + 1);
    },
    onTimeout({ bytesInFlight, durationMs }) {
      // The link is no faster than this, so the next time limit is longer.
      if (rate !== undefined) rate = Math.min(rate, bytesInFlight / Math.max(1, durationMs));
      slowDown();
    },
    slowDown,
  };
}
