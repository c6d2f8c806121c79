import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { AttemptReport } from "../webhooks/delivery/attempt.ts";
import { FAILURE_REASONS } from "../webhooks/delivery/deliver.ts";
import { WEBHOOK_EVENT_TYPES, type WebhookEventType } from "../webhooks/event.ts";
import type { QueueCounts } from "../webhooks/queue/queue.ts";

/** Counts what happens to webhooks. */
export interface WebhookMetrics {
  /** Counts events that a request added to the queue, or could not add. */
  countQueued(type: WebhookEventType, events: number, isQueued: boolean): void;
  /** Counts one attempt to deliver. */
  observeAttempt(report: AttemptReport): void;
  /** Counts one event of COS, by its outcome. */
  countCosEvent(outcome: CosEventOutcome): void;
  /** Sets the source of the gauges, which is called for each scrape. While it rejects, the gauges have no value. */
  observeQueue(source: () => Promise<QueueCounts>): void;
}

/** What becomes of an event that COS sends. */
const COS_EVENT_OUTCOMES = ["queued", "missing", "rejected", "ignored", "failed"] as const;

export type CosEventOutcome = (typeof COS_EVENT_OUTCOMES)[number];

/** From a healthy receiver to one that was down for three days. */
const AGE_BUCKETS_SECONDS = [0.1, 0.5, 1, 5, 30, 300, 1_800, 7_200, 36_000, 86_400, 259_200];

/** Creates the counters of webhooks in a registry. Series with known labels start at 0. */
export function createWebhookMetrics(registry: Registry): WebhookMetrics {
  const registers = [registry];
  const events = new Counter({
    name: "webhook_events_total",
    help: "Events that requests reported, by type and outcome: queued, or not_queued while the queue is away.",
    labelNames: ["type", "outcome"],
    registers,
  });
  const attempts = new Counter({
    name: "webhook_attempts_total",
    help: `Attempts to deliver, by outcome: delivered, ${FAILURE_REASONS.join(", ")}.`,
    labelNames: ["outcome"],
    registers,
  });
  const dead = new Counter({ name: "webhook_dead_total", help: "Events that failed for good.", registers });
  const ages = new Histogram({
    name: "webhook_delivery_seconds",
    help: "Seconds from an event's arrival in the queue to its delivery.",
    buckets: AGE_BUCKETS_SECONDS,
    registers,
  });
  const cosEvents = new Counter({
    name: "cos_events_total",
    help: "Events that COS sent, by outcome: queued, missing, rejected, ignored or failed.",
    labelNames: ["outcome"],
    registers,
  });
  let source: (() => Promise<QueueCounts>) | undefined;
  new Gauge({
    name: "webhook_queue_events",
    help: "Events in the queue, by state: waiting, delayed until their next attempt, or dead.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const counts = await source?.().catch(() => undefined);
      for (const [state, count] of Object.entries(counts ?? {})) this.set({ state }, count);
    },
  });
  for (const type of WEBHOOK_EVENT_TYPES) {
    for (const outcome of ["queued", "not_queued"]) events.inc({ type, outcome }, 0);
  }
  for (const outcome of ["delivered", ...FAILURE_REASONS]) attempts.inc({ outcome }, 0);
  for (const outcome of COS_EVENT_OUTCOMES) cosEvents.inc({ outcome }, 0);

  return {
    countQueued: (type, count, isQueued) => events.inc({ type, outcome: isQueued ? "queued" : "not_queued" }, count),
    observeAttempt({ outcome, ageMs }) {
      attempts.inc({ outcome: outcome.next === "done" ? "delivered" : outcome.reason });
      if (outcome.next === "done") ages.observe(ageMs / 1000);
      if (outcome.next === "dead") dead.inc();
    },
    countCosEvent: (outcome) => cosEvents.inc({ outcome }),
    observeQueue(counts) {
      source = counts;
    },
  };
}
