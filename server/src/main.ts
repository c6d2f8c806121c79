import { randomBytes, randomUUID } from "node:crypto";
import dotenv from "dotenv";
import { announce } from "./announce.ts";
import { createApp } from "./app.ts";
import type { Bucket } from "./bucket.ts";
import { ConfigError, readConfig } from "./config/config.ts";
import type { TencentCosConfig } from "./config/cos-config.ts";
import { loadApiDocs, openLocalBucket, startLocalWechat } from "./development.ts";
import { stopServer } from "./graceful-stop.ts";
import { createHttpServer } from "./http-server.ts";
import { openLimits } from "./limits/open-limits.ts";
import { connectRedis } from "./limits/redis-client.ts";
import { createRedisProbe } from "./limits/redis-probe.ts";
import { listen } from "./listen.ts";
import { openLogDestination } from "./log-destination.ts";
import { createLogger } from "./logger.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createMetricsServer } from "./metrics/metrics-server.ts";
import type { RequestLogEntry } from "./middleware/request-log.ts";
import { openCredentials } from "./open-credentials.ts";
import { keysFailureLine, openLogin } from "./open-login.ts";
import { openSigner } from "./open-signer.ts";
import { createSecretRedactor, passwordsOf, redactUserInfo } from "./redact-secrets.ts";

/** Who started this. Read at once: once the first lines are out, npm may be gone before the next statement. */
const PARENT_ID = process.ppid;

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config = readConfig(process.env);
  const bucket = config.cos.backend === "local" ? await openLocalBucket(config, config.cos) : tencentBucket(config.cos);
  const login = await openLogin(config.auth, {
    fetch,
    now: Date.now,
    randomBytes,
    startLocalWechat,
    report: (failure) => logger.logEvent(...keysFailureLine(failure)),
  });
  const log = openLogDestination(1);
  const redact = createSecretRedactor([
    bucket.keys?.secretKey,
    bucket.keys?.securityToken,
    ...passwordsOf(config.limits.redisUrl ?? ""),
    ...login.secrets,
  ]);
  const logger = createLogger(log.stream, redact);
  const redis = config.limits.redisUrl === undefined ? undefined : await connectRedis(config.limits.redisUrl, logger);

  const metrics = createMetrics();
  // Where nobody can ask for metrics, no request pays for them.
  const observe =
    config.metrics === undefined
      ? logger.logRequest
      : (entry: RequestLogEntry) => {
          logger.logRequest(entry);
          metrics.observeRequest(entry);
        };
  const credentials = openCredentials(
    config,
    { ...bucket, bucket: bucket.name },
    {
      redact,
      logEvent: logger.logEvent,
      countRefresh: metrics.countCredentialsRefresh,
      countUse: metrics.countCredentialsUse,
      countCall: metrics.countStsCall,
      environment: () => process.env,
    },
  );
  const limits = openLimits({ ...config.limits, redis, onStoreFailure: metrics.countLimitStoreFailure });
  const apiDocs = config.production ? undefined : await loadApiDocs();
  const app = createApp({
    ...(bucket.preview && { preview: bucket.preview.handle }),
    ...(apiDocs && { apiDocs: apiDocs() }),
    admission: config.admission,
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
    signer: openSigner(config, bucket, credentials),
  });
  const server = createHttpServer(app, {
    randomId: randomUUID,
    allowedHosts: config.allowedHosts,
    logRequest: observe,
  });
  const metricsServer = config.metrics && createMetricsServer(metrics);
  if (config.metrics && metricsServer) {
    await listen(metricsServer, { ...config.metrics, variables: "METRICS_HOST and METRICS_PORT" });
  }
  const url = await listen(server, { ...config.listen, variables: "HOST and PORT" });
  announce({ production: config.production, url, bucket, login }, logger);

  let stopping = false;
  async function stop(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    logger.logEvent("stopping", { signal });
    bucket.preview?.close();
    await Promise.all([stopServer(server), metricsServer && stopServer(metricsServer, 0), bucket.close()]);
    await login.close();
    // What was cut off is logged when its connection is gone, which the event loop tells after this.
    await new Promise((resolve) => setImmediate(resolve));
    redis?.disconnect();
    await log.close();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stop(signal));
  if (process.env["npm_lifecycle_event"] !== undefined) onParentGone(() => void stop("the end of npm"));
}

/** npm ends the shell it runs a script in, and the shell does not pass the signal on: the script would stay, and keep its ports. */
function onParentGone(listener: () => void): void {
  setInterval(() => process.ppid !== PARENT_ID && listener(), 250).unref();
}

function tencentBucket({ host, cos }: TencentCosConfig): Bucket {
  const { bucket, region, keys } = cos;
  return {
    scheme: "https",
    host,
    name: bucket,
    region,
    keys,
    url: `https://${host}`,
    notes: [],
    close: async () => {},
  };
}

try {
  await main();
} catch (error) {
  const reason = error instanceof ConfigError ? error.message : `Not started: ${describe(error)}`;
  process.stderr.write(`${redactUserInfo(reason)}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
