import type { Job, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { WebhookEvent } from "../event.ts";
import type { QueueCounts, WebhookQueue } from "./queue.ts";

export interface RedisQueueOptions {
  /** A connection whose commands fail while Redis is away, in place of waiting. */
  readonly redis: Redis;
  /** Attempts of each event. */
  readonly attempts: number;
  /** For how long a repeated event is ignored, in milliseconds. @default 3 days */
  readonly rememberMs?: number | undefined;
}

/** The queue, and what its worker and its command need of it. Each method @throws {Error} while Redis does not respond */
export interface RedisWebhookQueue extends WebhookQueue {
  counts(): Promise<QueueCounts>;
  /** The events that failed for good, the latest first. */
  listDead(limit: number): Promise<readonly DeadEvent[]>;
  /**
   * Attempts dead events again, with the whole schedule, and ends {@link disable}, unless none of the ids is dead.
   *
   * @param ids @default all
   * @returns the number of events
   */
  retryDead(ids?: readonly string[]): Promise<number>;
  /** Pauses all deliveries of every worker for a time. */
  hold(ms: number): Promise<void>;
  /** Stops all deliveries to an endpoint, of every worker, until `enable` or another endpoint. */
  disable(endpoint: string): Promise<void>;
  /** Ends {@link disable}, unless this very endpoint is the disabled one. @returns whether deliveries run */
  enable(endpoint?: string): Promise<boolean>;
  /** Whether {@link disable} has stopped the deliveries. */
  isDisabled(): Promise<boolean>;
  close(): Promise<void>;
}

/** An event that failed for good. */
export interface DeadEvent {
  readonly event: WebhookEvent;
  readonly attempts: number;
  /** `status 503` */
  readonly reason: string;
  /** Unix milliseconds. */
  readonly failedMs: number;
}

/** Shared with the worker. One name and prefix for all servers of a Redis database. */
export const QUEUE_NAME = "webhooks";
export const QUEUE_PREFIX = "wx-cos-upload";
/** Holds the disabled endpoint. */
const DISABLED_KEY = `${QUEUE_PREFIX}:${QUEUE_NAME}-disabled`;

const DAY_MS = 86_400_000;
/** Events that failed for good, at most. Older ones are removed. */
const MAX_DEAD = 10_000;
/** BullMQ's own log of what happened, which nothing here reads. */
const MAX_STREAM_ENTRIES = 100;

/**
 * Creates the queue in Redis, with BullMQ. The webhook-id is the job's id, so BullMQ ignores an event that it still holds, and its deduplication key ignores
 * one that was delivered since.
 */
export async function createRedisQueue(options: RedisQueueOptions): Promise<RedisWebhookQueue> {
  const { redis, attempts, rememberMs = 3 * DAY_MS } = options;
  // Loaded here, because a server without webhooks does not need it.
  const bullmq = await import("bullmq");
  let opened: Queue<WebhookEvent> | undefined;

  /** BullMQ waits for ever for a connection that is away when it begins, so it begins while there is one. */
  function openQueue(): Queue<WebhookEvent> {
    if (redis.status !== "ready") throw new Error("there is no connection to Redis");
    opened ??= new bullmq.Queue<WebhookEvent>(QUEUE_NAME, {
      connection: redis,
      prefix: QUEUE_PREFIX,
      // The worker checks the version.
      skipVersionCheck: true,
      streams: { events: { maxLen: MAX_STREAM_ENTRIES } },
    }).on("error", () => {});
    return opened;
  }

  async function enable(endpoint?: string): Promise<boolean> {
    const queue = openQueue();
    const disabled = await redis.get(DISABLED_KEY);
    if (disabled === null) return true;
    if (disabled === endpoint) return false;
    await queue.resume();
    await redis.del(DISABLED_KEY);
    return true;
  }

  return {
    async add(events) {
      await openQueue().addBulk(
        events.map((event) => ({
          name: event.type,
          data: event,
          opts: {
            jobId: event.id,
            deduplication: { id: event.id, ttl: rememberMs },
            attempts,
            backoff: { type: "custom" },
            removeOnComplete: true,
            removeOnFail: { count: MAX_DEAD },
            stackTraceLimit: 0,
          },
        })),
      );
    },

    async counts() {
      const counts = await openQueue().getJobCounts("wait", "active", "delayed", "failed");
      const { wait = 0, active = 0, delayed = 0, failed = 0 } = counts;
      return { waiting: wait + active, delayed, dead: failed };
    },

    async listDead(limit) {
      const jobs = await openQueue().getFailed(0, limit - 1);
      return jobs.map((job) => ({
        event: job.data,
        attempts: job.attemptsMade,
        reason: job.failedReason,
        failedMs: job.finishedOn ?? job.timestamp,
      }));
    },

    async retryDead(ids) {
      const queue = openQueue();
      const jobs: Array<Job<WebhookEvent> | undefined> =
        ids === undefined
          ? await queue.getFailed(0, MAX_DEAD - 1)
          : await Promise.all(ids.map((id) => queue.getJob(id)));
      let retried = 0;
      for (const job of jobs) {
        if (job === undefined || !(await job.isFailed())) continue;
        await job.retry("failed", { resetAttemptsMade: true });
        retried += 1;
      }
      if (ids === undefined || retried > 0) await enable();
      return retried;
    },

    async hold(ms) {
      await openQueue().rateLimit(ms);
    },

    async disable(endpoint) {
      await redis.set(DISABLED_KEY, endpoint);
      await openQueue().pause();
    },

    enable,

    async isDisabled() {
      return (await redis.exists(DISABLED_KEY)) === 1;
    },

    async close() {
      await opened?.close();
    },
  };
}
