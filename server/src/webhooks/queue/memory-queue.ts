import type { Attempt } from "../delivery/attempt.ts";
import type { WebhookEvent } from "../event.ts";
import type { QueueCounts, WebhookQueue, WebhookWorker } from "./queue.ts";

export interface MemoryQueueOptions {
  readonly attempt: Attempt;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Calls back after a time in milliseconds. */
  readonly after: (ms: number, callback: () => void) => void;
  /** Largest number of events that are not delivered; further ones are rejected. @default 10,000 */
  readonly maxEvents?: number;
}

/** A queue, and the worker that delivers it. */
export interface MemoryQueue extends WebhookQueue, WebhookWorker {
  counts(): QueueCounts;
}

const MAX_EVENTS = 10_000;

type State = "waiting" | "delayed" | "dead" | "delivered";

/** Creates a queue in memory with the contract of the one in Redis, for development. A restart loses it. */
export function createMemoryQueue({ attempt, now, after, maxEvents = MAX_EVENTS }: MemoryQueueOptions): MemoryQueue {
  const states = new Map<string, State>();
  const running = new Set<Promise<void>>();
  let isStopped = false;
  let heldUntilMs = Number.NEGATIVE_INFINITY;

  function count(state: State): number {
    return [...states.values()].filter((candidate) => candidate === state).length;
  }

  async function run(event: WebhookEvent, failedAttempts: number, queuedMs: number): Promise<void> {
    const heldMs = heldUntilMs - now();
    if (heldMs > 0) {
      schedule(heldMs, event, failedAttempts, queuedMs);
      return;
    }
    states.set(event.id, "waiting");
    const outcome = await attempt(event, failedAttempts, queuedMs);
    if (outcome.next === "done") {
      states.set(event.id, "delivered");
      forgetDelivered();
      return;
    }
    if (outcome.holdMs > 0) heldUntilMs = now() + outcome.holdMs;
    if (outcome.reason === "gone") isStopped = true;
    states.set(event.id, outcome.next === "dead" ? "dead" : "delayed");
    if (outcome.next === "retry") schedule(outcome.pauseMs, event, failedAttempts + 1, queuedMs);
  }

  function schedule(ms: number, ...job: Parameters<typeof run>): void {
    after(ms, () => {
      if (isStopped) return;
      const task = run(...job).finally(() => running.delete(task));
      running.add(task);
    });
  }

  function forgetDelivered(): void {
    if (states.size <= 2 * maxEvents) return;
    for (const [id, state] of states) {
      if (states.size <= maxEvents) return;
      if (state === "delivered" || state === "dead") states.delete(id);
    }
  }

  return {
    async add(events) {
      if (isStopped) throw new Error("deliveries have stopped");
      const fresh = new Map(events.filter(({ id }) => !states.has(id)).map((event) => [event.id, event]));
      if (count("waiting") + count("delayed") + fresh.size > maxEvents) throw new Error("the queue is full");
      for (const event of fresh.values()) {
        states.set(event.id, "waiting");
        schedule(0, event, 0, now());
      }
    },
    counts: () => ({ waiting: count("waiting"), delayed: count("delayed"), dead: count("dead") }),
    async close() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
