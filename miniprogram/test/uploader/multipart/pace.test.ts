import fc from "fast-check";
import { createPace, type Pace } from "../../../src/uploader/multipart/parts/pace";

const MIB = 1_048_576;
const part = (durationMs: number, bytesInFlight = MIB, partBytes = MIB) => ({ partBytes, bytesInFlight, durationMs });

/** Lets parts arrive that take as long as they do at a rate, as many at a time as the pace allows. */
function arrive(pace: Pace, bytesPerSecond: number, count: number, partBytes = MIB): number[] {
  return Array.from({ length: count }, () => {
    const bytesInFlight = pace.partsAtOnce * partBytes;
    pace.onArrival(part((bytesInFlight / bytesPerSecond) * 1000, bytesInFlight, partBytes));
    return pace.partsAtOnce;
  });
}

test("starts with one part, and sends one more after each that arrives, up to three", () => {
  const pace = createPace();
  expect(pace.partsAtOnce).toBe(1);
  expect(arrive(pace, 2_500_000, 4)).toEqual([2, 3, 3, 3]);
});

test("stays at one part on a link on which two would come near the time limit", () => {
  expect(arrive(createPace(), 75_000, 20)).toEqual(Array.from({ length: 20 }, () => 1));
});

test.each([
  ["nothing is measured", [], MIB, 58_000],
  ["the link is fast", [part(420)], 3 * MIB, 10_000],
  ["the link is of medium speed", [part(4_000)], MIB, 16_000],
  ["the link is slow", [part(14_000)], MIB, 56_000],
  ["the link is very slow", [part(28_000)], MIB, 58_000],
])("a part's time limit when %s", (_, arrivals, bytesInFlight, expected) => {
  const pace = createPace();
  for (const arrival of arrivals) pace.onArrival(arrival);
  expect(pace.timeLimitMs(bytesInFlight)).toBe(expected);
});

test("after a time-out, sends one part at a time, and widens slowly", () => {
  const pace = createPace();
  arrive(pace, 2_500_000, 4);
  pace.onTimeout(part(10_000, 3 * MIB));
  expect(pace.partsAtOnce).toBe(1);
  expect(arrive(pace, 2_500_000, 9)).toEqual([1, 1, 1, 2, 2, 2, 2, 3, 3]);
});

test("a link that has become slow gets longer time limits, so that a part arrives in the end", () => {
  const pace = createPace();
  arrive(pace, 2_500_000, 4);
  const limits: number[] = [];
  for (let bytesInFlight = 3 * MIB; limits.length < 4; bytesInFlight = MIB) {
    const limit = pace.timeLimitMs(bytesInFlight);
    limits.push(Math.round(limit));
    pace.onTimeout(part(limit, bytesInFlight));
  }
  expect(limits).toEqual([10_000, 13_333, 53_332, 58_000]);
});

test("slowDown() sends one part at a time and keeps the measured rate", () => {
  const pace = createPace();
  arrive(pace, 2_500_000, 4);
  pace.slowDown();
  expect([pace.partsAtOnce, pace.timeLimitMs(MIB)]).toEqual([1, 10_000]);
});

test("in any order of events, allows one to three parts, each between 10 and 58 seconds", () => {
  const flight = fc.record({
    partBytes: fc.constantFrom(1, MIB, 5 * MIB),
    bytesInFlight: fc.integer({ min: 1, max: 15 * MIB }),
    durationMs: fc.integer({ min: 0, max: 58_000 }),
  });
  const event = fc.record({ what: fc.constantFrom("onArrival", "onTimeout", "slowDown"), flight });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.nat(15 * MIB), (events, bytesInFlight) => {
      const pace = createPace();
      for (const { what, flight } of events) {
        if (what === "onArrival") pace.onArrival(flight);
        else if (what === "onTimeout") pace.onTimeout(flight);
        else pace.slowDown();
        expect([1, 2, 3]).toContain(pace.partsAtOnce);
        const limitMs = pace.timeLimitMs(bytesInFlight);
        expect(limitMs).toBeGreaterThanOrEqual(10_000);
        expect(limitMs).toBeLessThanOrEqual(58_000);
      }
    }),
  );
});
