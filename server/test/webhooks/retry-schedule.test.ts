import { createRetrySchedule } from "../../src/webhooks/delivery/retry-schedule.ts";

const SECONDS = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

test("ten attempts, with the pauses of the specification", () => {
  const { attempts, pauseAfter } = createRetrySchedule({ random: () => 0 });
  expect(attempts).toBe(10);
  expect(SECONDS.map((_, index) => pauseAfter(index + 1))).toEqual(SECONDS.map((seconds) => seconds * 1000));
  expect(pauseAfter(10)).toBeUndefined();
});

test("a pause is at most a fifth longer, by chance", () => {
  const { pauseAfter } = createRetrySchedule({ random: () => 0.5 });
  expect(pauseAfter(1)).toBe(5_500);
  expect(createRetrySchedule({ random: () => 1 }).pauseAfter(9)).toBe(86_400_000 * 1.2);
});

test("Retry-After makes a pause longer, up to a day, and never shorter", () => {
  const { pauseAfter } = createRetrySchedule({ random: () => 0 });
  expect(pauseAfter(1, 60_000)).toBe(60_000);
  expect(pauseAfter(2, 60_000)).toBe(300_000);
  expect(pauseAfter(1, 1e12)).toBe(86_400_000);
  expect(pauseAfter(10, 60_000)).toBeUndefined();
});
