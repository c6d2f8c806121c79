import { randomBytes, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Preview } from "@wx-cos-upload/preview";
import dotenv from "dotenv";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config/config.ts";
import { type Credentials, createObjectKeyFactory, formatKeyTime, signedUrl } from "./cos/index.ts";
import { fixedCredentials } from "./credentials/credential-provider.ts";
import { stopServer } from "./graceful-stop.ts";
import { createHttpServer } from "./http-server.ts";
import { openLimits } from "./limits/open-limits.ts";
import { connectRedis } from "./limits/redis-client.ts";
import { listen } from "./listen.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createMetricsServer } from "./metrics/metrics-server.ts";
import { createRandomPool } from "./random-pool.ts";
import { createSecretRedactor } from "./redact-secrets.ts";
import { createUploadSigner } from "./uploads/upload-signer.ts";

/** The folder of project.config.json. */
const PROJECT_DIRECTORY = fileURLToPath(new URL("../..", import.meta.url));

/** How long the link to an object works that the preview opens. */
const OPEN_LINK_SECONDS = 300;

/** The bucket that is signed for, wherever it is. */
interface Bucket {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly name: string;
  readonly credentials: Credentials;
  /** A sentence for the person who started the server. */
  readonly description: string;
  /** The mini program in a browser, on a local bucket only. */
  readonly preview?: Preview;
  readonly close: () => Promise<void>;
}

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config = readConfig(process.env);
  const bucket = await openBucket(config);
  const destination = pino.destination({ fd: 1, sync: false, minLength: 4096 });
  // Lines are written by the buffer or by the second, whichever comes first: one write a line costs a tenth of the requests.
  const flushTimer = setInterval(() => destination.flush(), 1_000);
  const logger = createLogger(
    destination,
    createSecretRedactor([
      bucket.credentials.secretKey,
      bucket.credentials.securityToken,
      config.limits.redisUrl && decodeURIComponent(new URL(config.limits.redisUrl).password),
    ]),
  );
  const redis = config.limits.redisUrl === undefined ? undefined : await connectRedis(config.limits.redisUrl, logger);

  const metrics = createMetrics();
  const credentials = fixedCredentials(bucket.credentials);
  const app = createApp({
    admission: config.admission,
    corsOrigins: config.corsOrigins,
    ...(bucket.preview && { preview: bucket.preview.handle }),
    limits: openLimits({ ...config.limits, redis, onStoreFailure: metrics.countLimitStoreFailure }),
    ...(config.limits.trustProxy !== undefined && { trustProxy: config.limits.trustProxy }),
    logRequest(entry) {
      logger.logRequest(entry);
      metrics.observeRequest(entry);
    },
    logFailure: logger.logFailure,
    randomId: randomUUID,
    monotonicMs: () => performance.now(),
    readinessChecks: [
      { name: "credentials", check: async () => void (await credentials()) },
      ...(redis !== undefined && config.limits.withoutRedis === "refuse"
        ? [{ name: "redis", check: async () => void (await redis.ping()) }]
        : []),
    ],
    signer: createUploadSigner({
      scheme: bucket.scheme,
      host: bucket.host,
      bucket: bucket.name,
      lifetimeSeconds: config.signatureSeconds,
      credentials,
      createObjectKey: createObjectKeyFactory({
        prefix: config.uploadPrefix,
        timeZone: config.objectKeyTimeZone,
        randomBytes: createRandomPool(randomBytes),
      }),
      now: Date.now,
    }),
  });
  const server = createHttpServer(app, randomUUID);
  const metricsServer = config.metrics && createMetricsServer(metrics);
  if (config.metrics && metricsServer) {
    await listen(metricsServer, { ...config.metrics, variables: "METRICS_HOST and METRICS_PORT" });
  }
  announce(config, bucket, await listen(server, { ...config.listen, variables: "HOST and PORT" }), logger);

  let stopping = false;
  async function stop(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    logger.logEvent("stopping", { signal });
    bucket.preview?.close();
    await Promise.all([stopServer(server), metricsServer && stopServer(metricsServer, 0), bucket.close()]);
    redis?.disconnect();
    clearInterval(flushTimer);
    destination.flushSync();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stop(signal));
}

async function openBucket({ cos, listen, corsOrigins }: Config): Promise<Bucket> {
  if (cos.backend === "tencent") {
    const { bucket, credentials } = cos.cos;
    const description = `Tencent COS     https://${cos.host} (bucket ${bucket})`;
    return { scheme: "https", host: cos.host, name: bucket, credentials, description, close: async () => {} };
  }
  // Loaded only when it is needed: a production install does not have it.
  const { LOCAL_COS_DEFAULTS, startLocalCos } = await import("@wx-cos-upload/local-cloud/cos");
  const { bucket, region, credentials } = cos.cos ?? LOCAL_COS_DEFAULTS;
  // Where the preview is served from counts as this machine: a phone in the network opens it by that address.
  const ownHosts = [listen.host, cos.host?.replace(/:\d+$/, "") ?? ""].filter((name) => name !== "");
  const ownOrigins = [...LOCAL_COS_DEFAULTS.corsOrigins, ...ownHosts.map((name) => `http://${name}:*`)];
  const localCos = await startLocalCos({
    directory: cos.directory,
    bucket,
    region,
    credentials,
    listenHost: listen.host,
    port: cos.port,
    corsOrigins: corsOrigins === "loopback" ? ownOrigins : [...corsOrigins],
    ...(cos.host !== undefined && { hosts: [cos.host] }),
  });
  const host = cos.host ?? localCos.host;
  const description = `Local COS       http://${host} (bucket ${bucket}, objects in ${cos.directory}); no Tencent account is used`;
  const preview = await openPreview(host, credentials);
  return { scheme: "http", host, name: bucket, credentials, description, preview, close: () => localCos.close() };
}

async function openPreview(host: string, credentials: Credentials): Promise<Preview> {
  // Like the local COS, not part of a production install.
  const { createPreview, formatProblem } = await import("@wx-cos-upload/preview");
  const signGet = (objectKey: string) => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + OPEN_LINK_SECONDS });
    return signedUrl({ scheme: "http", host, objectKey, credentials, keyTime });
  };
  return createPreview({
    projectDirectory: PROJECT_DIRECTORY,
    watch: true,
    bucket: { origin: `http://${host}`, signGet },
    onProblems: (problems) =>
      process.stderr.write(`The mini program does not compile:\n  ${problems.map(formatProblem).join("\n  ")}\n`),
  });
}

/** For a person at a terminal; a log collector gets the same as a line of JSON. */
function announce({ production }: Config, bucket: Bucket, url: string, logger: Logger): void {
  if (production) {
    logger.logEvent("listening", { url, bucket: bucket.description });
    return;
  }
  const next = bucket.preview
    ? `Preview         ${url}/ – the mini program in your browser: choose a photo there`
    : `Try             curl "${url}/put-sign?ext=jpg"`;
  process.stdout.write(`Signing server  ${url}\n${bucket.description}\n${next}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : `Not started: ${describe(error)}`}\n`);
  process.exit(1);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
