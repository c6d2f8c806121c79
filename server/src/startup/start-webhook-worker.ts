import { randomUUID } from "node:crypto";
import { listen } from "@wx-cos-upload/node-kit";
import type { WorkerConfig } from "../config/worker-config.ts";
import { stopServer } from "../http/graceful-stop.ts";
import { createHttpServer } from "../http/http-server.ts";
import { createWorkerApp } from "../http/worker-app.ts";
import { openLogDestination } from "../observability/log-destination.ts";
import { createLogger } from "../observability/logger.ts";
import { createMetrics } from "../observability/metrics.ts";
import { createMetricsServer } from "../observability/metrics-server.ts";
import { createSecretRedactor, passwordsOf } from "../observability/redact-secrets.ts";
import { createRedisQueue } from "../webhooks/queue/redis-queue.ts";
import { ATTEMPTS, openQueueConnection, startConfiguredWorker } from "./create-webhooks.ts";
import type { Stoppable } from "./run-process.ts";

/** A delivery takes at most 15 seconds, so none is cut. */
const CLOSE_MS = 20_000;

/**
 * Starts a worker of webhooks without a signing server: the deliveries, the probes, and the metrics.
 *
 * @throws {Error} if an address is not available, or if Redis would delete webhooks
 */
export async function startWebhookWorker({ redisUrl, webhooks, ...config }: WorkerConfig): Promise<Stoppable> {
  const log = openLogDestination(1);
  const redact = createSecretRedactor([
    ...passwordsOf(redisUrl),
    ...webhooks.secrets.map((secret) => secret.toString("base64")),
  ]);
  const logger = createLogger(log.stream, redact);
  const metrics = createMetrics();
  const redis = await openQueueConnection(redisUrl);
  const queue = await createRedisQueue({ redis, attempts: ATTEMPTS });
  metrics.webhooks.observeQueue(() => queue.counts());
  const effects = { logger, metrics: metrics.webhooks };
  const worker = await startConfiguredWorker(webhooks, redisUrl, queue, CLOSE_MS, effects);
  const app = createWorkerApp({
    readinessChecks: [{ name: "redis", check: async () => void (await queue.counts()) }],
    logFailure: logger.logFailure,
    randomId: randomUUID,
  });
  const server = createHttpServer(app, { randomId: randomUUID });
  const metricsServer = config.metrics && createMetricsServer(metrics);
  if (config.metrics && metricsServer) {
    const advice = "set METRICS_HOST and METRICS_PORT to an address that is free here";
    await listen(metricsServer, { ...config.metrics, name: "the metrics server", advice });
  }
  const advice = "set HOST and PORT to an address that is free here";
  const { url } = await listen(server, { ...config.listen, name: "the worker", advice });
  logger.logEvent("delivering webhooks", { url });

  let stopped: Promise<void> | undefined;
  async function stop(reason: string): Promise<void> {
    logger.logEvent("stopping", { signal: reason });
    await worker.close();
    await queue.close();
    redis.disconnect();
    await Promise.all([stopServer(server, 0), metricsServer && stopServer(metricsServer, 0)]);
    await log.close();
  }
  return {
    stop(reason) {
      stopped ??= stop(reason);
      return stopped;
    },
  };
}
