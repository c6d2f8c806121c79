import { createHash } from "node:crypto";
import { setTimeout as timeout } from "node:timers/promises";
import type { Redis } from "ioredis";
import type { WebhooksConfig } from "../config/webhooks-config.ts";
import { connectRedis } from "../limits/redis-client.ts";
import type { Logger } from "../observability/logger.ts";
import type { WebhookMetrics } from "../observability/webhook-metrics.ts";
import { createWebhooks, type Webhooks } from "../webhooks/create-webhooks.ts";
import { type Attempt, type AttemptReport, createAttempt } from "../webhooks/delivery/attempt.ts";
import { createDeliver } from "../webhooks/delivery/deliver.ts";
import { createRetrySchedule, RETRY_PAUSES_MS } from "../webhooks/delivery/retry-schedule.ts";
import { checkEviction } from "../webhooks/queue/eviction.ts";
import { createMemoryQueue } from "../webhooks/queue/memory-queue.ts";
import type { WebhookQueue, WebhookWorker } from "../webhooks/queue/queue.ts";
import { createRedisQueue } from "../webhooks/queue/redis-queue.ts";
import { startRedisWorker } from "../webhooks/queue/redis-worker.ts";

export interface WebhooksEffects {
  readonly logger: Logger;
  readonly metrics: WebhookMetrics;
}

/** Running webhooks. */
export interface RunningWebhooks extends Webhooks {
  /** Ends the deliveries, within two seconds. */
  close(): Promise<void>;
}

/** How long a request waits for the queue. */
const MAX_WAIT_MS = 1_000;

/** Attempts of each event. */
export const ATTEMPTS = RETRY_PAUSES_MS.length + 1;

/** Deliveries in flight have this time when the server stops. Requests have as much. */
const SERVER_CLOSE_MS = 2_000;

/**
 * Starts the configured webhooks: the queue, and the worker unless it runs alone.
 *
 * @param redisUrl `undefined`: the queue is in memory, for development
 * @throws {Error} if Redis would delete webhooks
 */
export async function startWebhooks(
  config: WebhooksConfig,
  bucket: string,
  redisUrl: string | undefined,
  effects: WebhooksEffects,
): Promise<RunningWebhooks> {
  const { queue, close } =
    redisUrl === undefined ? startMemoryQueue(config, effects) : await startRedisQueue(config, redisUrl, effects);
  const { logger, metrics } = effects;
  const webhooks = createWebhooks({
    queue,
    bucket,
    now: Date.now,
    wait: (ms) => timeout(ms, undefined, { ref: false }),
    maxWaitMs: MAX_WAIT_MS,
    report: {
      counted: metrics.countQueued,
      away: (error) => logger.logEvent("webhooks are not queued", { reason: messageOf(error) }),
      back: () => logger.logEvent("webhooks are queued again"),
    },
  });
  return { ...webhooks, close };
}

interface RunningQueue {
  readonly queue: WebhookQueue;
  readonly close: () => Promise<void>;
}

function startMemoryQueue(config: WebhooksConfig, effects: WebhooksEffects): RunningQueue {
  const queue = createMemoryQueue({
    attempt: attemptFromConfig(config, effects),
    now: Date.now,
    after: (ms, callback) => void setTimeout(callback, ms).unref(),
  });
  effects.logger.logEvent("webhooks wait in memory: a restart loses them; set REDIS_URL to keep them");
  effects.metrics.observeQueue(async () => queue.counts());
  return {
    queue,
    close: () => Promise.race([queue.close(), timeout(SERVER_CLOSE_MS, undefined, { ref: false })]),
  };
}

async function startRedisQueue(
  config: WebhooksConfig,
  redisUrl: string,
  effects: WebhooksEffects,
): Promise<RunningQueue> {
  const redis = await openQueueConnection(redisUrl);
  const queue = await createRedisQueue({ redis, attempts: ATTEMPTS });
  effects.metrics.observeQueue(() => queue.counts());
  const worker = config.hasWorker
    ? await startConfiguredWorker(config, redisUrl, queue, SERVER_CLOSE_MS, effects)
    : undefined;
  return {
    queue,
    async close() {
      await worker?.close();
      await queue.close();
      redis.disconnect();
    },
  };
}

/**
 * Opens a connection for the queue alone: a burst of events must not delay the limits, whose commands share theirs.
 *
 * @throws {Error} if Redis would delete webhooks
 */
export async function openQueueConnection(redisUrl: string): Promise<Redis> {
  // createWebhooks reports that the queue is away.
  const redis = await connectRedis(redisUrl, { logEvent: () => {} }, MAX_WAIT_MS);
  try {
    await checkEviction(redis);
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}

/** Starts a worker of the queue in Redis with the configured endpoint. */
export async function startConfiguredWorker(
  config: WebhooksConfig,
  redisUrl: string,
  queue: Awaited<ReturnType<typeof createRedisQueue>>,
  closeMs: number,
  effects: WebhooksEffects,
): Promise<WebhookWorker> {
  const { logger } = effects;
  const endpoint = createHash("sha256").update(config.url).digest("hex");
  const isEnabled = await queue.enable(endpoint).catch(() => true);
  if (!isEnabled)
    logger.logEvent("webhooks stopped after a 410 of this URL", { resume: "npm run webhooks -- retry --all" });
  return startRedisWorker({
    redisUrl,
    queue,
    attempt: attemptFromConfig(config, effects),
    schedule: createRetrySchedule({ random: Math.random }),
    endpoint,
    closeMs,
    reportFailure: (error) => logger.logEvent("webhook worker failed", { reason: error.message }),
  });
}

function attemptFromConfig({ url, secrets }: WebhooksConfig, { logger, metrics }: WebhooksEffects): Attempt {
  return createAttempt({
    deliver: createDeliver({
      url,
      secrets,
      now: Date.now,
      fetch,
      timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    }),
    schedule: createRetrySchedule({ random: Math.random }),
    now: Date.now,
    report(report) {
      metrics.observeAttempt(report);
      logger.logEvent(...lineOf(report));
    },
  });
}

function lineOf({
  id,
  type,
  attempt,
  outcome,
  ageMs,
}: AttemptReport): [message: string, fields: Record<string, string | number>] {
  const fields = { webhookId: id, type, attempt, ageSeconds: Math.round(ageMs / 1000) };
  if (outcome.next === "done") return ["webhook delivered", fields];
  const { reason, detail, pauseMs } = outcome;
  if (outcome.next === "dead") return ["webhook is dead", { ...fields, reason, detail }];
  return ["webhook not delivered", { ...fields, reason, detail, retryInSeconds: Math.round(pauseMs / 1000) }];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
