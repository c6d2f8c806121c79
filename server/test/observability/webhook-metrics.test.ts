import { createMetrics } from "../../src/observability/metrics.ts";

test("webhooks are counted when they are queued and attempted, and timed when they are delivered", async () => {
  const { webhooks, render } = createMetrics();
  webhooks.countQueued("upload.stored", 20, true);
  webhooks.countQueued("upload.deleted", 3, false);
  const attempt = { id: "msg_1", type: "upload.stored", attempt: 1, ageMs: 2_000 } as const;
  const failure = { reason: "busy", detail: "status 429", pauseMs: 5_000, holdMs: 5_000 } as const;
  webhooks.observeAttempt({ ...attempt, outcome: { next: "retry", ...failure } });
  webhooks.observeAttempt({ ...attempt, outcome: { next: "dead", ...failure } });
  webhooks.observeAttempt({ ...attempt, outcome: { next: "done" } });
  webhooks.countCosEvent("ignored");
  expect((await render()).text.split("\n")).toEqual(
    expect.arrayContaining([
      'webhook_events_total{type="upload.stored",outcome="queued"} 20',
      'webhook_events_total{type="upload.stored",outcome="not_queued"} 0',
      'webhook_events_total{type="upload.deleted",outcome="not_queued"} 3',
      'webhook_attempts_total{outcome="busy"} 2',
      'webhook_attempts_total{outcome="delivered"} 1',
      "webhook_dead_total 1",
      "webhook_delivery_seconds_count 1",
      'webhook_delivery_seconds_bucket{le="1"} 0',
      'webhook_delivery_seconds_bucket{le="5"} 1',
      'cos_events_total{outcome="ignored"} 1',
    ]),
  );
});

test("the queue is counted at each scrape, and has no value while it is away", async () => {
  const { webhooks, render } = createMetrics();
  expect((await render()).text).not.toContain("webhook_queue_events{");
  let isAway = false;
  webhooks.observeQueue(async () => {
    if (isAway) throw new Error("away");
    return { waiting: 1, delayed: 2, dead: 3 };
  });
  const { text } = await render();
  for (const [state, count] of [
    ["waiting", 1],
    ["delayed", 2],
    ["dead", 3],
  ]) {
    expect(text).toContain(`webhook_queue_events{state="${state}"} ${count}`);
  }
  isAway = true;
  expect((await render()).text).not.toContain("webhook_queue_events{");
});
