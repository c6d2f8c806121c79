import type { UploadEvents } from "../objects/upload-events.ts";
import { deletedEvent, storedEvent, type WebhookEvent, type WebhookEventType } from "./event.ts";
import type { WebhookQueue } from "./queue/queue.ts";

export interface WebhooksOptions {
  readonly queue: WebhookQueue;
  /** `name-appid`. */
  readonly bucket: string;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** Resolves after a time in milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** How long a request waits for the queue. @default 1 second */
  readonly maxWaitMs?: number;
  readonly report: WebhooksReport;
}

/** What the metrics and the log learn of queueing. */
export interface WebhooksReport {
  /** Called for each request. `isQueued` is `false` if the queue did not confirm the events in time; the next report of the same objects queues them. */
  counted(type: WebhookEventType, events: number, isQueued: boolean): void;
  /** Called once when the queue is away, and not again before it is back. */
  away(error: unknown): void;
  back(): void;
}

const MAX_WAIT_MS = 1_000;

/**
 * Creates {@link UploadEvents} that queue a webhook for each object. It waits for the queue, because the promise begins with the response, but not
 * for long, and never rejects: a queue that is away must not fail a confirm.
 */
export function createWebhooks(options: WebhooksOptions): UploadEvents {
  const { queue, bucket, now, wait, maxWaitMs = MAX_WAIT_MS, report } = options;
  let isAway = false;

  async function add(events: readonly WebhookEvent[]): Promise<void> {
    const timeout = wait(maxWaitMs).then(() => {
      throw new Error(`the queue did not respond within ${maxWaitMs} ms`);
    });
    await Promise.race([queue.add(events), timeout]);
  }

  async function publish(type: WebhookEventType, events: readonly WebhookEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await add(events);
      if (isAway) report.back();
      isAway = false;
      report.counted(type, events.length, true);
    } catch (error) {
      if (!isAway) report.away(error);
      isAway = true;
      report.counted(type, events.length, false);
    }
  }

  return {
    stored: (uploads, user) =>
      publish(
        "upload.stored",
        uploads.map((upload) => storedEvent(upload, bucket, user)),
      ),
    deleted: (keys, user) =>
      publish(
        "upload.deleted",
        keys.map((key) => deletedEvent(key, bucket, user, now())),
      ),
  };
}
