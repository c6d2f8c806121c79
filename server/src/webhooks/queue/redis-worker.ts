import { setTimeout as timeout } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Attempt } from "../delivery/attempt.ts";
import type { RetrySchedule } from "../delivery/retry-schedule.ts";
import type { WebhookEvent } from "../event.ts";
import type { WebhookWorker } from "./queue.ts";
import { QUEUE_NAME, QUEUE_PREFIX, type RedisWebhookQueue } from "./redis-queue.ts";

export interface RedisWorkerOptions {
  readonly redisUrl: string;
  readonly queue: Pick<RedisWebhookQueue, "hold" | "disable">;
  readonly attempt: Attempt;
  readonly schedule: RetrySchedule;
  /** Names the endpoint after a 410, without revealing it. */
  readonly endpoint: string;
  /** How long `close` waits for deliveries in flight. A delivery that is cut is made again by another worker, or after a start. */
  readonly closeMs: number;
  /** How long a killed worker's events wait for another worker, at most twice this. @default 30 seconds */
  readonly lockMs?: number | undefined;
  /** Called with a failure of Redis or of BullMQ: once while Redis is away. */
  readonly reportFailure: (error: Error) => void;
}

/** Deliveries of one process at once. */
const CONCURRENCY = 16;
const LOCK_MS = 30_000;
const MAX_RECONNECT_DELAY_MS = 2_000;
/** A worker that is killed uses up no attempt, however often that happens. BullMQ's default is one. */
const MAX_STALLED_COUNT = 1_000_000;
/** `hold` works only beside a limit. This one is never reached. */
const NO_LIMIT = { max: 1_000_000, duration: 1_000 };

/** Starts a worker of the queue in Redis. It reconnects by itself, and delivers what it finds there. */
export async function startRedisWorker(options: RedisWorkerOptions): Promise<WebhookWorker> {
  const { redisUrl, queue, attempt, schedule, endpoint, closeMs, lockMs = LOCK_MS, reportFailure } = options;
  const bullmq = await import("bullmq");
  const redis = new Redis(redisUrl, {
    // A worker waits for Redis, however long it is away.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * 100, MAX_RECONNECT_DELAY_MS),
  }).on("error", () => {});

  let isClosed = false;
  const worker = new bullmq.Worker<WebhookEvent>(
    QUEUE_NAME,
    async ({ data, attemptsMade, timestamp }) => {
      const outcome = await attempt(data, attemptsMade, timestamp);
      // BullMQ would try for ever to store the outcome over the closed connection.
      if (isClosed) return new Promise<void>(() => {});
      if (outcome.next === "done") return;
      if (outcome.holdMs > 0) await queue.hold(outcome.holdMs).catch(reportFailure);
      if (outcome.reason === "gone") await queue.disable(endpoint).catch(reportFailure);
      if (outcome.next === "dead") throw new bullmq.UnrecoverableError(outcome.detail);
      throw new RetryLater(outcome.detail, outcome.pauseMs);
    },
    {
      connection: redis,
      prefix: QUEUE_PREFIX,
      concurrency: CONCURRENCY,
      lockDuration: lockMs,
      stalledInterval: lockMs,
      maxStalledCount: MAX_STALLED_COUNT,
      limiter: NO_LIMIT,
      settings: {
        backoffStrategy: (attemptsMade, _type, error) =>
          error instanceof RetryLater ? error.pauseMs : (schedule.pauseAfter(attemptsMade) ?? -1),
      },
    },
  );
  let isAway = false;
  redis.on("ready", () => {
    isAway = false;
  });
  worker.on("error", (error) => {
    if (!isAway) reportFailure(error);
    isAway = redis.status !== "ready";
  });

  return {
    async close() {
      // While Redis is away, no outcome can be stored, so there is nothing to wait for.
      if (redis.status === "ready") {
        // Fetches nothing further, and resolves when the deliveries in flight have ended.
        const idle = worker.pause().catch(reportFailure);
        await Promise.race([idle, timeout(closeMs, undefined, { ref: false })]);
      }
      isClosed = true;
      await worker.close(true);
      redis.disconnect();
    },
  };
}

/** A failed attempt, with the pause before the next one. */
class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly pauseMs: number;

  constructor(detail: string, pauseMs: number) {
    super(detail);
    this.pauseMs = pauseMs;
  }
}
