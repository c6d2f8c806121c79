import type { WebhookEvent, WebhookEventType } from "../event.ts";
import type { Deliver, FailureReason } from "./deliver.ts";
import type { RetrySchedule } from "./retry-schedule.ts";

/** What a queue does with an event after an attempt. */
export type AttemptOutcome =
  | { readonly next: "done" }
  | {
      /** `dead`: no further attempt. */
      readonly next: "retry" | "dead";
      readonly reason: FailureReason;
      readonly detail: string;
      /** Pause before the next attempt of this event. 0 for a dead one. */
      readonly pauseMs: number;
      /** Pause before any delivery: the receiver is busy. 0: none. */
      readonly holdMs: number;
    };

/** One attempt, for the metrics and the log. */
export interface AttemptReport {
  readonly id: string;
  readonly type: WebhookEventType;
  /** 1 for the first. */
  readonly attempt: number;
  readonly outcome: AttemptOutcome;
  /** From the event's arrival in the queue to the end of this attempt. */
  readonly ageMs: number;
}

/**
 * Attempts to deliver an event, and decides what follows. It never rejects.
 *
 * @param failedAttempts earlier attempts that failed. An attempt whose process was killed is not one
 * @param queuedMs when the event arrived in the queue, in Unix milliseconds
 */
export type Attempt = (event: WebhookEvent, failedAttempts: number, queuedMs: number) => Promise<AttemptOutcome>;

export interface AttemptOptions {
  readonly deliver: Deliver;
  readonly schedule: RetrySchedule;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  readonly report: (report: AttemptReport) => void;
}

/** The pause of all deliveries after 429, 502 and 504 without Retry-After, and the longest with it. */
const HOLD_MS = 5_000;
const LONGEST_HOLD_MS = 60_000;

/** Creates an {@link Attempt}. */
export function createAttempt({ deliver, schedule, now, report }: AttemptOptions): Attempt {
  async function outcomeOf(event: WebhookEvent, failedAttempts: number): Promise<AttemptOutcome> {
    const result = await deliver(event);
    if (result.isDelivered) return { next: "done" };
    const { reason, detail, retryAfterMs } = result;
    const pauseMs = reason === "gone" ? undefined : schedule.pauseAfter(failedAttempts + 1, retryAfterMs);
    const holdMs = reason === "busy" ? Math.min(retryAfterMs ?? HOLD_MS, LONGEST_HOLD_MS) : 0;
    return { next: pauseMs === undefined ? "dead" : "retry", reason, detail, pauseMs: pauseMs ?? 0, holdMs };
  }

  return async (event, failedAttempts, queuedMs) => {
    const outcome = await outcomeOf(event, failedAttempts);
    const { id, type } = event;
    report({ id, type, attempt: failedAttempts + 1, outcome, ageMs: Math.max(0, now() - queuedMs) });
    return outcome;
  };
}
