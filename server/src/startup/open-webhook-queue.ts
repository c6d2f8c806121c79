import type { Redis } from "ioredis";
import { connectRedis } from "../limits/redis-client.ts";
import { ATTEMPTS } from "../webhooks/delivery/retry-schedule.ts";
import { checkEviction } from "../webhooks/queue/eviction.ts";
import { createRedisQueue, type RedisWebhookQueue } from "../webhooks/queue/redis-queue.ts";

/** How long a request waits for the queue. */
export const MAX_WAIT_MS = 1_000;

/** The queue of webhooks in Redis, with its connection. */
export interface OpenWebhookQueue {
  readonly queue: RedisWebhookQueue;
  readonly redis: Redis;
  close(): Promise<void>;
}

/**
 * Opens the queue on a connection of its own: a burst of events must not delay the limits, whose commands share theirs.
 *
 * @throws {Error} if Redis would delete webhooks
 */
export async function openWebhookQueue(redisUrl: string): Promise<OpenWebhookQueue> {
  // createWebhooks reports that the queue is away.
  const redis = await connectRedis(redisUrl, { logEvent: () => {} }, MAX_WAIT_MS);
  try {
    await checkEviction(redis);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const queue = await createRedisQueue({ redis, attempts: ATTEMPTS });
  return {
    queue,
    redis,
    async close() {
      await queue.close();
      redis.disconnect();
    },
  };
}
