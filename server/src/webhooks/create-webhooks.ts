import type { StoredUpload } from "@wx-cos-upload/contract";
import type { UploadEvents, UploadUser } from "../objects/upload-events.ts";
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

/** Queues webhooks. */
export interface Webhooks {
  /** Queues a webhook for each object, and never rejects. */
  readonly events: UploadEvents;
  /** Queues the webhook of one object. @throws {Error} while the queue is away */
  queueStored(upload: StoredUpload, user: UploadUser): Promise<void>;
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
 * Creates {@link Webhooks}. Requests wait for the queue, because the promise begins with the response, but not for long, and a queue that is away does not
 * fail them.
 */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { queue, bucket, now, wait, maxWaitMs = MAX_WAIT_MS, report } = options;
  let isAway = false;

  async function add(events: readonly WebhookEvent[]): Promise<void> {
    const timeout = wait(maxWaitMs).then(() => {
      throw new Error(`the queue did not respond within ${maxWaitMs} ms`);
    });
    await Promise.race([queue.add(events), timeout]);
  }

  /** @throws {Error} */
  async function queueAll(type: WebhookEventType, events: readonly WebhookEvent[]): Promise<void> {
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
      throw error;
    }
  }

  // A failure is reported by queueAll.
  const ignore = () => {};
  return {
    events: {
      async stored(uploads, user) {
        const events = uploads.map((upload) => storedEvent(upload, bucket, user));
        await queueAll("upload.stored", events).catch(ignore);
      },
      async deleted(keys, user) {
        const events = keys.map((key) => deletedEvent(key, bucket, user, now()));
        await queueAll("upload.deleted", events).catch(ignore);
      },
    },
    queueStored: (upload, user) => queueAll("upload.stored", [storedEvent(upload, bucket, user)]),
  };
}
