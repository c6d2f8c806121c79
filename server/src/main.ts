import { randomBytes, randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Preview } from "@wx-cos-upload/preview";
import dotenv from "dotenv";
import { pino } from "pino";
import { createApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config/config.ts";
import { type Credentials, createObjectKeyFactory, formatKeyTime, signedUrl } from "./cos/index.ts";
import { stopServer } from "./graceful-stop.ts";
import { createHttpServer } from "./http-server.ts";
import { openLimits } from "./limits/open-limits.ts";
import { connectRedis } from "./limits/redis-client.ts";
import { isEveryAddress, listen } from "./listen.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createMetrics } from "./metrics/metrics.ts";
import { createMetricsServer } from "./metrics/metrics-server.ts";
import type { RequestLogEntry } from "./middleware/request-log.ts";
import { openCredentials } from "./open-credentials.ts";
import { type Login, openLogin } from "./open-login.ts";
import { createRandomPool } from "./random-pool.ts";
import { createSecretRedactor } from "./redact-secrets.ts";
import { createUploadSigner } from "./uploads/upload-signer.ts";

/** Who started this. Read at once: once the first lines are out, npm may be gone before the next statement. */
const PARENT_ID = process.ppid;

/** The folder of project.config.json. */
const PROJECT_DIRECTORY = fileURLToPath(new URL("../..", import.meta.url));

/** How long the link to an object works that the preview opens. */
const OPEN_LINK_SECONDS = 300;

/** The bucket that is signed for, wherever it is. */
interface Bucket {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly name: string;
  readonly region: string;
  /** `undefined` where the platform has them. */
  readonly keys: Credentials | undefined;
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
  /** Where it answers. */
  readonly url: string;
  /** For the person who started the server: what else there is to know of it, line by line. */
  readonly notes: readonly string[];
  /** The mini program in a browser, on a local bucket only. */
  readonly preview?: Preview;
  readonly close: () => Promise<void>;
}

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config = readConfig(process.env);
  const bucket = await openBucket(config);
  const login = await openLogin(config.auth, { fetch, now: Date.now, randomBytes, startLocalWechat });
  const destination = pino.destination({ fd: 1, sync: false, minLength: 4096 });
  // Lines are written by the buffer or by the second, whichever comes first: one write a line costs a tenth of the requests.
  const flushTimer = setInterval(() => destination.flush(), 1_000);
  const redact = createSecretRedactor([
    bucket.keys?.secretKey,
    bucket.keys?.securityToken,
    config.limits.redisUrl && decodeURIComponent(new URL(config.limits.redisUrl).password),
    ...login.secrets,
  ]);
  const logger = createLogger(destination, redact);
  const redis = config.limits.redisUrl === undefined ? undefined : await connectRedis(config.limits.redisUrl, logger);

  const metrics = createMetrics();
  const observe = (entry: RequestLogEntry) => {
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
  const apiDocs = config.production ? undefined : await loadApiDocs();
  const app = createApp({
    ...(bucket.preview && { preview: bucket.preview.handle }),
    ...(apiDocs && { apiDocs: apiDocs() }),
    admission: config.admission,
    ...login.app,
    corsOrigins: config.corsOrigins,
    limits: openLimits({ ...config.limits, redis, onStoreFailure: metrics.countLimitStoreFailure }),
    ...(config.limits.trustProxy !== undefined && { trustProxy: config.limits.trustProxy }),
    logRequest: observe,
    logFailure: logger.logFailure,
    randomId: randomUUID,
    monotonicMs: () => performance.now(),
    readinessChecks: [
      { name: "credentials", check: async () => void (await credentials()) },
      ...(redis !== undefined && config.limits.withoutRedis === "refuse"
        ? [{ name: "redis", check: async () => void (await redis.ping()) }]
        : []),
      ...login.readinessChecks,
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
  const server = createHttpServer(app, { randomId: randomUUID, logRequest: observe });
  const metricsServer = config.metrics && createMetricsServer(metrics);
  if (config.metrics && metricsServer) {
    await listen(metricsServer, { ...config.metrics, variables: "METRICS_HOST and METRICS_PORT" });
  }
  announce(config, bucket, login, await listen(server, { ...config.listen, variables: "HOST and PORT" }), logger);

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
    clearInterval(flushTimer);
    destination.flushSync();
    process.exit(0);
  }
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stop(signal));
  if (process.env["npm_lifecycle_event"] !== undefined) onParentGone(() => void stop("the end of npm"));
}

/** npm ends the shell it runs a script in, and the shell does not pass the signal on: the script would stay, and keep its ports. */
function onParentGone(listener: () => void): void {
  setInterval(() => process.ppid !== PARENT_ID && listener(), 250).unref();
}

async function openBucket({ cos, listen, corsOrigins, credentials }: Config): Promise<Bucket> {
  if (cos.backend === "tencent") {
    const { bucket, region, keys } = cos.cos;
    const url = `https://${cos.host}`;
    return { scheme: "https", host: cos.host, name: bucket, region, keys, url, notes: [], close: async () => {} };
  }
  const { formatLogEntry, LOCAL_COS_DEFAULTS, startLocalCos } = await loadLocalCos();
  const { bucket, region } = cos.cos ?? LOCAL_COS_DEFAULTS;
  const keys = cos.cos?.keys ?? LOCAL_COS_DEFAULTS.credentials;
  const localSts = await openLocalSts(credentials, bucket, keys);
  // Where the preview is served from counts as this machine: a phone in the network opens it by that address.
  const ownHosts = [listen.host, cos.host?.replace(/:\d+$/, "") ?? ""].filter((name) => name !== "");
  const ownOrigins = [...LOCAL_COS_DEFAULTS.corsOrigins, ...ownHosts.map((name) => `http://${name}:*`)];
  const localCos = await startLocalCos({
    directory: cos.directory,
    bucket,
    region,
    credentials: keys,
    ...(localSts !== undefined && { findCredentials: localSts.findCredentials }),
    listenHost: listen.host,
    port: cos.port,
    // A refusal is what a developer looks for; everything else would drown it.
    log: (entry) => {
      if (entry.code !== undefined) process.stderr.write(`Local COS refused  ${formatLogEntry(entry)}\n`);
    },
    corsOrigins: corsOrigins === "loopback" ? ownOrigins : [...corsOrigins],
    ...(cos.host !== undefined && { hosts: [cos.host] }),
  });
  const host = cos.host ?? localCos.host;
  const notes = [
    `Bucket          ${bucket}, objects in ${cos.directory}; no Tencent account is used`,
    ...(localSts === undefined ? [] : [`Credentials     from the local STS ${localSts.url}`]),
    ...(cos.host === undefined ? [] : [`Signed for      ${cos.host} (COS_HOST)`]),
    ...(cos.host === undefined && isEveryAddress(listen.host)
      ? [
          `Phones          set COS_HOST=<this computer's address>:${localCos.port}, or they look for the bucket on themselves`,
        ]
      : []),
  ];
  const close = async () => void (await Promise.all([localCos.close(), localSts?.close()]));
  const preview = await openPreview(host, keys);
  return { scheme: "http", host, name: bucket, region, keys, localSts, url: localCos.url, notes, preview, close };
}

/** Loaded only when it is needed, as the local COS is. */
async function openPreview(host: string, credentials: Credentials): Promise<Preview> {
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

/** Loaded only when it is needed: a production install does not have it. */
async function loadLocalCos() {
  try {
    return await import("@wx-cos-upload/local-cloud/cos");
  } catch (cause) {
    const names = "COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET and COS_REGION";
    throw new Error(`this install has no local COS; set ${names}, and NODE_ENV=production`, { cause });
  }
}

/** Beside the local bucket, if the credentials are to come from STS. Listens on this machine alone: only the server calls it. */
async function openLocalSts({ from, sts }: Config["credentials"], bucket: string, keys: Credentials) {
  if (from.source !== "federation" && from.source !== "role") return undefined;
  const { appidOf, LOCAL_STS_ROLE_ARN, startLocalSts } = await import("@wx-cos-upload/local-cloud/sts");
  const roleArn = (from.source === "role" ? from.roleArn : undefined) ?? LOCAL_STS_ROLE_ARN;
  const options = { credentials: keys, appid: appidOf(bucket), roles: [{ arn: roleArn }], port: sts.localPort };
  return { ...(await startLocalSts(options)), roleArn };
}

/** The page of the API, for development: a production install does not have it. */
async function loadApiDocs() {
  try {
    return (await import("@wx-cos-upload/api-docs")).apiDocs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** Loaded only when it is needed, as the local COS is. */
async function startLocalWechat(options: { readonly appId: string }) {
  const localWechat = await import("@wx-cos-upload/local-cloud/wechat");
  return localWechat.startLocalWechat(options);
}

/** For a person at a terminal; a log collector gets the same as a line of JSON. */
function announce({ production }: Config, bucket: Bucket, login: Login, url: string, logger: Logger): void {
  if (production) {
    logger.logEvent("listening", {
      url,
      bucket: bucket.name,
      bucketUrl: bucket.url,
      login: login.description ?? "none",
    });
    return;
  }
  const kind = bucket.scheme === "https" ? "Tencent COS" : "Local COS  ";
  const lines = [
    `Signing server  ${url}`,
    `${kind}     ${bucket.url}`,
    ...(bucket.preview === undefined ? [] : [`Preview         ${url}/ – the mini program: open it and choose a photo`]),
    ...bucket.notes,
    ...(login.description === undefined ? [] : [`Login           ${login.description}`]),
    `Try             ${login.tryWith(url)}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
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
