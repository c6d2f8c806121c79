import { EVENT_KINDS, planEvents } from "../torture/events.ts";
import { torture } from "../torture/torture.ts";

const MEBIBYTE = 1024 ** 2;
const SEED = 3;

test("a seed plans the same faults each time, one in each stretch of the file", () => {
  const events = planEvents(1, 100, 3_000);
  expect(events).toEqual(planEvents(1, 100, 3_000));
  expect(events).not.toEqual(planEvents(2, 100, 3_000));
  expect(events.map(({ atShare }) => Math.floor(atShare * 100))).toEqual(events.map((_, index) => index));
  expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(EVENT_KINDS));
});

// `npm run torture` does the same with 1 GiB and a hundred faults.
test("a video arrives whole although the app, the signing server and COS are killed and the link breaks", async () => {
  // The seed plans each of the six kinds of faults once or more.
  const options = { seed: SEED, megabytes: 24, eventCount: 10, bytesPerSecond: 4e6, longestFaultMs: 500 };
  const result = await torture(options);
  const eventCount = Object.values(result.events).reduce((sum, count) => sum + count, 0);
  expect(Object.keys(result.events).sort()).toEqual([...EVENT_KINDS].sort());
  expect(eventCount).toBe(options.eventCount);
  expect(result).toMatchObject({ failure: undefined, isSame: true, unfinishedUploads: 0 });
  expect(result.objects).toHaveLength(1);
  expect(result.mostPartsInFlight).toBeLessThanOrEqual(3);
  expect(result.mostPartsInMemory).toBeLessThanOrEqual(3);
  expect(result.sentBytes).toBeLessThan(result.fileBytes + (3 * eventCount + 1) * MEBIBYTE);
});
