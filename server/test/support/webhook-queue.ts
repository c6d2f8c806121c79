import type { Redis } from "ioredis";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { createAttempt } from "../../src/webhooks/delivery/attempt.ts";
import { createDeliver } from "../../src/webhooks/delivery/deliver.ts";
import { createRetrySchedule } from "../../src/webhooks/delivery/retry-schedule.ts";
import { deletedEvent, type WebhookEvent } from "../../src/webhooks/event.ts";
import type { WebhookWorker } from "../../src/webhooks/queue/queue.ts";
import { createRedisQueue, type RedisWebhookQueue } from "../../src/webhooks/queue/redis-queue.ts";
import { startRedisWorker } from "../../src/webhooks/queue/redis-worker.ts";
import { BUCKET } from "./test-app.ts";
import { SECRET_BYTES } from "./webhook-receiver.ts";

/** An event of a key of one's own. */
export function eventOf(key: string): WebhookEvent {
  return deletedEvent(key, BUCKET, { owner: undefined, subject: undefined }, 1_000);
}

/** A queue in a real Redis, with its connection. */
export interface TestQueue extends RedisWebhookQueue {
  readonly redis: Redis;
}

export async function openTestQueue(
  redisUrl: string,
  options: { readonly attempts?: number; readonly rememberMs?: number } = {},
): Promise<TestQueue> {
  const redis = await connectRedis(redisUrl, { logEvent: () => {} }, 1_000);
  const queue = await createRedisQueue({ redis, attempts: 4, ...options });
  return {
    ...queue,
    redis,
    async close() {
      await queue.close();
      redis.disconnect();
    },
  };
}

export interface TestWorkerOptions {
  readonly redisUrl: string;
  readonly queue: RedisWebhookQueue;
  readonly receiverUrl: string;
  /** @default 20 ms, three times */
  readonly pausesMs?: readonly number[];
  /** @default half a second */
  readonly lockMs?: number;
  readonly reportFailure?: (error: Error) => void;
}

/** A worker with short pauses, and a short lock. */
export async function startTestWorker(options: TestWorkerOptions): Promise<WebhookWorker> {
  const { redisUrl, queue, receiverUrl, pausesMs = [20, 20, 20], lockMs = 500, reportFailure = () => {} } = options;
  const schedule = createRetrySchedule({ random: () => 0, pausesMs });
  return startRedisWorker({
    redisUrl,
    queue,
    schedule,
    attempt: createAttempt({
      schedule,
      deliver: createDeliver({
        url: receiverUrl,
        secrets: [SECRET_BYTES],
        now: Date.now,
        fetch,
        timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
      }),
      now: Date.now,
      report: () => {},
    }),
    endpoint: receiverUrl,
    closeMs: 1_000,
    lockMs,
    reportFailure,
  });
}

/** Resolves once a check holds. It looks every 20 ms: Redis has no event for it. */
export async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await check())) await new Promise((resolve) => setTimeout(resolve, 20));
}
