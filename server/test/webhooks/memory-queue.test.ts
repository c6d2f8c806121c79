import { createAttempt } from "../../src/webhooks/delivery/attempt.ts";
import type { DeliveryResult, FailureReason } from "../../src/webhooks/delivery/deliver.ts";
import { createRetrySchedule } from "../../src/webhooks/delivery/retry-schedule.ts";
import { deletedEvent, type WebhookEvent } from "../../src/webhooks/event.ts";
import { createMemoryQueue } from "../../src/webhooks/queue/memory-queue.ts";

const HOUR_MS = 3_600_000;
const user = { owner: undefined, subject: undefined };
const eventOf = (key: string): WebhookEvent => deletedEvent(key, "examplebucket-1250000000", user, 0);
const failed = (reason: FailureReason, retryAfterMs?: number): DeliveryResult => ({
  isDelivered: false,
  reason,
  detail: reason,
  retryAfterMs,
});

/** A queue over a clock that a test moves on, and a receiver of one's own. */
function createQueue(respond: (event: WebhookEvent, nowMs: number) => DeliveryResult, maxEvents?: number) {
  let nowMs = 0;
  const timers: Array<{ readonly atMs: number; readonly callback: () => void }> = [];
  const attempts: Array<readonly [key: string, seconds: number]> = [];
  const now = () => nowMs;
  const attempt = createAttempt({
    async deliver(event) {
      attempts.push([event.data.cosKey, nowMs / 1000]);
      return respond(event, nowMs);
    },
    schedule: createRetrySchedule({ random: () => 0 }),
    now,
    report: () => {},
  });
  const queue = createMemoryQueue({
    attempt,
    now,
    after: (ms, callback) => void timers.push({ atMs: nowMs + ms, callback }),
    ...(maxEvents !== undefined && { maxEvents }),
  });
  /** Runs everything that is due until a time, in order. */
  async function runUntil(ms: number): Promise<void> {
    for (;;) {
      timers.sort((a, b) => a.atMs - b.atMs);
      const [next] = timers;
      if (next === undefined || next.atMs > ms) break;
      timers.shift();
      nowMs = Math.max(nowMs, next.atMs);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
    nowMs = ms;
  }
  return { queue, attempts, runUntil };
}

test("a receiver that is down for an hour gets the event at the first attempt after it", async () => {
  const { queue, attempts, runUntil } = createQueue((_, nowMs) =>
    nowMs < HOUR_MS ? failed("network") : { isDelivered: true },
  );
  await queue.add([eventOf("a")]);
  await runUntil(3 * HOUR_MS);
  expect(attempts.map(([, seconds]) => seconds)).toEqual([0, 5, 305, 2_105, 9_305]);
  expect(queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
});

test("a receiver that is down for ever gets ten attempts in three days, then the event is dead", async () => {
  const { queue, attempts, runUntil } = createQueue(() => failed("server_error"));
  await queue.add([eventOf("a")]);
  await runUntil(100 * HOUR_MS);
  expect(attempts).toHaveLength(10);
  expect(attempts.at(-1)?.[1]).toBe(272_105);
  expect(queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 1 });
});

test("an id that is in the queue, or was delivered, is ignored", async () => {
  let isDown = true;
  const { queue, attempts, runUntil } = createQueue(() => (isDown ? failed("network") : { isDelivered: true }));
  await queue.add([eventOf("a"), eventOf("a")]);
  await runUntil(1);
  await queue.add([eventOf("a")]);
  isDown = false;
  await runUntil(10_000);
  await queue.add([eventOf("a")]);
  await runUntil(20_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["a", 5],
  ]);
});

test("a busy receiver gets nothing of any event until its time is over", async () => {
  const { queue, attempts, runUntil } = createQueue((_, nowMs) =>
    nowMs < 20_000 ? failed("busy", 20_000) : { isDelivered: true },
  );
  await queue.add([eventOf("a")]);
  await runUntil(1_000);
  await queue.add([eventOf("b")]);
  await runUntil(60_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["a", 20],
    ["b", 20],
  ]);
});

test("410 stops the deliveries, and further events are not accepted", async () => {
  const { queue, attempts, runUntil } = createQueue(() => failed("gone"));
  await queue.add([eventOf("a")]);
  await runUntil(1_000);
  await expect(queue.add([eventOf("b")])).rejects.toThrow("deliveries have stopped");
  await runUntil(100 * HOUR_MS);
  expect(attempts).toEqual([["a", 0]]);
  expect(queue.counts().dead).toBe(1);
});

test("a full queue rejects further events, and has place again after deliveries", async () => {
  let isDown = true;
  const { queue, runUntil } = createQueue(() => (isDown ? failed("network") : { isDelivered: true }), 2);
  await queue.add([eventOf("a"), eventOf("b")]);
  await expect(queue.add([eventOf("c")])).rejects.toThrow("the queue is full");
  isDown = false;
  await runUntil(10_000);
  await queue.add([eventOf("c")]);
  expect(queue.counts()).toEqual({ waiting: 1, delayed: 0, dead: 0 });
});

test("it forgets what was delivered long ago, so its memory is bounded", async () => {
  const { queue, attempts, runUntil } = createQueue(() => ({ isDelivered: true }), 10);
  for (let index = 0; index < 100; index += 1) {
    await queue.add([eventOf(String(index))]);
    await runUntil(index);
  }
  await queue.add([eventOf("99"), eventOf("0")]);
  await runUntil(1_000);
  expect(attempts.slice(100).map(([key]) => key)).toEqual(["0"]);
});
