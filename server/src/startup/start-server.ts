import { randomBytes, randomUUID } from "node:crypto";
import { listen } from "@wx-cos-upload/node-kit";
import type { Config } from "../config/config.ts";
import type { Environment } from "../config/variables.ts";
import { createApp } from "../http/app.ts";
import { stopServer } from "../http/graceful-stop.ts";
import { createHttpServer } from "../http/http-server.ts";
import { scheduleJanitor } from "../janitor/schedule-janitor.ts";
import { createLimits } from "../limits/create-limits.ts";
import { connectRedis } from "../limits/redis-client.ts";
import { createRedisProbe } from "../limits/redis-probe.ts";
import { createCosCallsOf } from "../multipart/create-cos-multipart-uploads.ts";
import { openLogDestination } from "../observability/log-destination.ts";
import { createLogger } from "../observability/logger.ts";
import { createMetrics } from "../observability/metrics.ts";
import { createMetricsServer } from "../observability/metrics-server.ts";
import { createSecretRedactor, passwordsOf } from "../observability/redact-secrets.ts";
import type { RequestLogEntry } from "../observability/request-log-entry.ts";
import { announce } from "./announce.ts";
import { createCosEventsFromConfig } from "./create-cos-events.ts";
import {
  createCredentialsFromConfig,
  createReadingCredentialsFromConfig,
  createServiceCredentialsFromConfig,
} from "./create-credentials.ts";
import { createLoginFromConfig, keysFailureLine } from "./create-login.ts";
import { createMultipartFromConfig } from "./create-multipart.ts";
import { createObjectsFromConfig, createProofsFromConfig } from "./create-objects.ts";
import { createSignerFromConfig } from "./create-signer.ts";
import { startWebhooks } from "./create-webhooks.ts";
import type { LocalServices } from "./local-services.ts";
import { openBucket } from "./open-bucket.ts";
import type { Stoppable } from "./run-process.ts";

export interface StartOptions {
  readonly config: Config;
  /** The environment, in which some platforms renew credentials. */
  readonly environment: Environment;
  /** @default none, as in production */
  readonly localServices?: LocalServices | undefined;
}

const DAY_MS = 86_400_000;

/** The process does not stay alive for it. */
function repeat(ms: number, callback: () => void): () => void {
  const timer = setInterval(callback, ms).unref();
  return () => clearInterval(timer);
}

/**
 * Starts everything that the configuration describes, from the bucket to the listening server, and announces it. On a stop, pending requests
 * get their responses, then everything is closed.
 *
 * @throws {Error} if an address or a service is not available; the message names the variable to change
 */
export async function startServer({ config, environment, localServices }: StartOptions): Promise<Stoppable> {
  const bucket = await openBucket(config, localServices);
  const login = await createLoginFromConfig(config.auth, {
    fetch,
    now: Date.now,
    randomBytes,
    startLocalWechat: localServices?.startWechat,
    report: (failure) => logger.logEvent(...keysFailureLine(failure)),
  });
  const log = openLogDestination(1);
  const redact = createSecretRedactor([
    bucket.keys?.secretKey,
    bucket.keys?.securityToken,
    bucket.serviceKeys?.secretKey,
    bucket.readingKeys?.secretKey,
    ...(bucket.uploadTokenKeys ?? []),
    ...(config.webhooks?.secrets ?? []).map((secret) => secret.toString("base64")),
    config.webhooks?.cosEventsSecret,
    ...passwordsOf(config.limits.redisUrl ?? ""),
    ...login.secrets,
  ]);
  const logger = createLogger(log.stream, redact);
  const redis = config.limits.redisUrl === undefined ? undefined : await connectRedis(config.limits.redisUrl, logger);

  const metrics = createMetrics();
  // Without a metrics server, requests do not pay for metrics.
  const observe =
    config.metrics === undefined
      ? logger.logRequest
      : (entry: RequestLogEntry) => {
          logger.logRequest(entry);
          metrics.observeRequest(entry);
        };
  const scope = { ...bucket, bucket: bucket.name };
  const credentialsEffects = {
    redact,
    logEvent: logger.logEvent,
    countRefresh: metrics.countCredentialsRefresh,
    countUse: metrics.countCredentialsUse,
    countCall: metrics.countStsCall,
    environment: () => environment,
  };
  const credentials = createCredentialsFromConfig(config, scope, credentialsEffects);
  const serviceCredentials = createServiceCredentialsFromConfig(config, scope, credentialsEffects);
  const multipart = createMultipartFromConfig(
    config,
    bucket,
    { upload: credentials, service: serviceCredentials },
    { reportFailure: (error) => logger.logFailure(error, "none"), observeCall: metrics.observeCosCall },
  );
  const objects = createObjectsFromConfig(
    config,
    bucket,
    { service: serviceCredentials, reading: createReadingCredentialsFromConfig(config, scope, credentialsEffects) },
    { reportFailure: (error) => logger.logFailure(error, "none"), observeCall: metrics.observeCosCall },
  );
  const webhooks =
    config.webhooks &&
    (await startWebhooks(config.webhooks, bucket.name, config.limits.redisUrl, { logger, metrics: metrics.webhooks }));
  const limits = createLimits({ ...config.limits, redis, onStoreFailure: metrics.countLimitStoreFailure });
  const app = createApp({
    ...(bucket.preview && { preview: bucket.preview.handle }),
    ...(localServices && !config.production && { apiDocs: localServices.apiDocs }),
    rules: config.uploadRules,
    ...login.app,
    corsOrigins: config.corsOrigins,
    limits,
    ...(config.limits.trustProxy !== undefined && { trustProxy: config.limits.trustProxy }),
    logRequest: observe,
    logFailure: logger.logFailure,
    randomId: randomUUID,
    monotonicMs: () => performance.now(),
    readinessChecks: [
      { name: "credentials", check: async () => void (await credentials()) },
      ...(redis !== undefined && limits !== undefined && config.limits.withoutRedis === "refuse"
        ? [{ name: "redis", check: createRedisProbe(redis) }]
        : []),
      ...login.readinessChecks,
    ],
    signer: createSignerFromConfig(config, bucket, credentials),
    multipart,
    objects,
    proofs: createProofsFromConfig(bucket),
    events: webhooks?.events,
    sendsWebhooks: webhooks !== undefined,
    cosEvents: createCosEventsFromConfig(config, {
      bucket: bucket.name,
      webhooks,
      objects,
      count: metrics.webhooks.countCosEvent,
    }),
  });
  const server = createHttpServer(app, {
    randomId: randomUUID,
    allowedHosts: config.allowedHosts,
    logRequest: observe,
  });
  const metricsServer = config.metrics && createMetricsServer(metrics);
  if (config.metrics && metricsServer) {
    const advice = "set METRICS_HOST and METRICS_PORT to an address that is free here";
    await listen(metricsServer, { ...config.metrics, name: "the metrics server", advice });
  }
  const advice = "set HOST and PORT to an address that is free here";
  const { url } = await listen(server, { ...config.listen, name: "the signing server", advice });
  announce({ production: config.production, url, bucket, login }, logger);

  const { abortUnfinishedDays } = config.multipart;
  const stopJanitor =
    abortUnfinishedDays === undefined || serviceCredentials === undefined
      ? () => {}
      : scheduleJanitor({
          cos: createCosCallsOf({ ...bucket, credentials: serviceCredentials, observeCall: metrics.observeCosCall }),
          prefix: config.uploadPrefix,
          inactiveMs: abortUnfinishedDays * DAY_MS,
          now: Date.now,
          logEvent: logger.logEvent,
          every: repeat,
        });

  let stopped: Promise<void> | undefined;
  async function stop(reason: string): Promise<void> {
    logger.logEvent("stopping", { signal: reason });
    bucket.preview?.close();
    stopJanitor();
    await Promise.all([stopServer(server), metricsServer && stopServer(metricsServer, 0), bucket.close()]);
    await webhooks?.close();
    await login.close();
    // An aborted request is logged when its connection closes, which the event loop reports after this.
    await new Promise((resolve) => setImmediate(resolve));
    redis?.disconnect();
    await log.close();
  }
  return {
    stop(reason) {
      stopped ??= stop(reason);
      return stopped;
    },
  };
}
