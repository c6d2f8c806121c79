import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { LOCAL_COS_DEFAULTS, type LocalCos, parseCamPolicy, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import {
  connectRedis,
  createCosCalls,
  createCosClient,
  policiesFromConfig,
  readConfig,
} from "@wx-cos-upload/server/advanced";
import { describeWithRedis, type RedisServer, startRedis } from "../../server/test/support/redis-server.ts";
import {
  complete,
  listParts,
  post,
  type putPart,
  type ServerResponse,
  sliceOf,
  startUpload,
} from "../clients/multipart.ts";
import { createBucketReader } from "../stack/bucket-reader.ts";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { startTlsProxy, type TlsProxy } from "../stack/tls-proxy.ts";

// Production's executable, twice, over TLS, with two pairs of keys and their CAM policies. Any server may die between any two calls.

const { bucket, region, credentials: OWNER } = LOCAL_COS_DEFAULTS;
const UPLOAD = { secretId: "AKIDuploadOfTheTest", secretKey: "the-upload-key-of-the-test" };
const SERVICE = { secretId: "AKIDserviceOfTheTest", secretKey: "the-service-key-of-the-test" };
const MEBIBYTE = 1024 ** 2;
const VIDEO = sampleBytes("mp4", 3 * MEBIBYTE + 17, "replicas");
const FILE = { ext: "mp4", size: VIDEO.length };

let redis: RedisServer;
let cos: LocalCos;
let proxy: TlsProxy;
let servers: BuiltProgram[] = [];

beforeAll(async () => {
  redis = await startRedis();
});
beforeEach(async () => {
  const { upload, service } = policiesFromConfig(readConfig({}), { bucket, region });
  const known = [
    OWNER,
    { ...UPLOAD, policies: [parseCamPolicy(JSON.stringify(upload))] },
    { ...SERVICE, policies: [parseCamPolicy(JSON.stringify(service))] },
  ];
  cos = await startLocalCos({
    port: 0,
    findCredentials: (secretId) => known.find((credentials) => credentials.secretId === secretId),
  });
  proxy = await startTlsProxy(cos.host);
});
afterEach(async () => {
  for (const server of servers) await server.stop("SIGKILL");
  servers = [];
  await proxy.close();
  await cos.close({ graceMs: 0 });
});
afterAll(() => redis.close());

const environment = () => ({
  COS_BACKEND: "tencent",
  COS_BUCKET: bucket,
  COS_REGION: region,
  COS_SECRET_ID: UPLOAD.secretId,
  COS_SECRET_KEY: UPLOAD.secretKey,
  COS_SERVICE_SECRET_ID: SERVICE.secretId,
  COS_SERVICE_SECRET_KEY: SERVICE.secretKey,
  UPLOAD_TOKEN_KEYS: "the-upload-token-key-of-the-replicas-0123456789",
  COS_HOST: proxy.host,
  NODE_EXTRA_CA_CERTS: proxy.certificatePath,
});

async function startServer(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { ...environment(), PORT: "0", ...more };
  const server = await startBuilt({ program: "server/dist/main.js", env, addressCount: 1 });
  servers.push(server);
  return `http://${server.addresses[0]}`;
}

/** Kills the oldest server with SIGKILL, and starts another. */
async function replaceServer(): Promise<string> {
  await servers.shift()?.stop("SIGKILL");
  return startServer();
}

/** The URL as the test's own client reaches it: no signature covers the scheme and the port of the proxy is not the bucket's. */
async function put(part: Parameters<typeof putPart>[0], partBytes: number): Promise<number> {
  const uploadUrl = part.uploadUrl.replace(`https://${proxy.host}`, cos.url);
  const headers = { ...part.headers, Host: proxy.host };
  const { status } = await sendRaw(uploadUrl, headers, sliceOf(VIDEO, part, partBytes));
  return status;
}

/** fetch does not allow a Host header, which is signed. */
async function sendRaw(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<{ status: number }> {
  const outgoing = request(url, { method: "PUT", headers: { ...headers, "Content-Length": body.length } });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  response.resume();
  return { status: response.statusCode };
}

const reader = () => createBucketReader({ host: cos.host, credentials: OWNER, nowMs: Date.now });

async function expectStored(cosKey: string): Promise<void> {
  expect(await reader().keys()).toEqual([cosKey]);
  const { bytes } = await reader().read(cosKey);
  expect(bytes.equals(VIDEO)).toBe(true);
}

/** Repeats a call while Redis or COS does not respond in time: this machine may be busy. */
async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof Error && /: 503 /.test(error.message))) throw error;
    }
  }
}

/** Repeats complete as a client does. */
async function completeAt(serverUrl: string, uploadToken: string): Promise<ServerResponse> {
  for (;;) {
    const response = await post(serverUrl, "/multipart/complete", { uploadToken });
    if (response.status !== 202 && response.status !== 503) return response;
  }
}

const owner = (nowMs: () => number) =>
  createCosCalls(
    createCosClient({
      scheme: "http",
      host: cos.host,
      credentials: async () => OWNER,
      now: nowMs,
      monotonicMs: () => 0,
      wait: async () => {},
      random: () => 0,
      fetch,
      timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    }),
  );

async function unfinished(): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of owner(Date.now).listUnfinished("")) keys.push(key);
  return keys;
}

describeWithRedis("two servers, one bucket", () => {
  test("each server is killed after each of its calls, and another continues", async () => {
    await startServer();
    const start = await startUpload(await startServer(), FILE);
    const { uploadToken, partBytes, cosKey } = start;
    let serverUrl = await replaceServer();
    for (const part of start.parts.slice(0, 2)) expect(await put(part, partBytes)).toBe(200);
    const { held, parts } = await listParts(serverUrl, uploadToken);
    expect(held.map(({ partNumber }) => partNumber)).toEqual([1, 2]);
    serverUrl = await replaceServer();
    const signed = await post(serverUrl, "/multipart/parts", { uploadToken, partNumbers: [4] });
    expect(signed.status).toBe(200);
    serverUrl = await replaceServer();
    for (const part of parts) expect(await put(part, partBytes)).toBe(200);
    await complete(serverUrl, uploadToken);
    serverUrl = await replaceServer();
    expect(await complete(serverUrl, uploadToken)).toMatchObject({ cosKey, bytes: VIDEO.length });
    await expectStored(cosKey);
    expect(await unfinished()).toEqual([]);
  });

  test("a server is killed while COS merges – the other completes", async () => {
    const [first, second] = [await startServer(), await startServer()];
    const start = await startUpload(first, FILE);
    for (const part of start.parts) expect(await put(part, start.partBytes)).toBe(200);
    cos.failNext({ operation: "CompleteMultipartUpload", delayMs: 5_000 });
    const isCompleting = proxy.passed(/^POST \/uploads\/.*uploadId=/);
    const lost = post(first, "/multipart/complete", { uploadToken: start.uploadToken }).catch(() => undefined);
    await isCompleting;
    await servers.shift()?.stop("SIGKILL");
    expect(await lost).toBeUndefined();
    expect((await completeAt(second, start.uploadToken)).status).toBe(200);
    await expectStored(start.cosKey);
  });

  test("the response of POST /multipart is lost three times – one object, one charge, and the janitor finds the rest", async () => {
    const limits = { REDIS_URL: redis.url };
    const [first, second] = [await startServer(limits), await startServer(limits)];
    const before = Number(await consumedFiles());
    const starts = [];
    for (const serverUrl of [first, second, first]) {
      starts.push(await patiently(() => startUpload(serverUrl, FILE, "one-video")));
    }
    expect(new Set(starts.map(({ cosKey }) => cosKey)).size).toBe(1);
    const last = starts.at(-1);
    if (last === undefined) throw new Error("nothing was started");
    for (const part of last.parts) expect(await put(part, last.partBytes)).toBe(200);
    await patiently(() => complete(second, last.uploadToken));
    await expectStored(last.cosKey);
    expect(Number(await consumedFiles()) - before).toBe(1);
    expect(await unfinished()).toHaveLength(2);
    // They are young, so the janitor keeps them.
    expect(await runJanitor("--older-than", "2d")).toContain("0 aborted, 2 kept, 0 failed");
    expect(await unfinished()).toHaveLength(2);
  });
});

test("the janitor's command aborts an old upload, after a dry run that does not", async () => {
  const fiveDaysAgoMs = Date.now() - 5 * 86_400_000;
  cos.setClock(fiveDaysAgoMs);
  await owner(() => fiveDaysAgoMs).initiate("uploads/old.mp4", []);
  await owner(() => fiveDaysAgoMs).initiate("elsewhere/old.mp4", []);
  cos.setClock(undefined);
  expect(await runJanitor("--older-than", "3d", "--dry-run")).toMatch(
    /^aborted {2}uploads\/old\.mp4 .*\n1 would be aborted/,
  );
  expect(await unfinished()).toEqual(["elsewhere/old.mp4", "uploads/old.mp4"]);
  expect(await runJanitor("--older-than", "3d")).toContain("1 aborted, 0 kept, 0 failed");
  expect(await unfinished()).toEqual(["elsewhere/old.mp4"]);
});

/** The files that this machine has consumed, as all servers count them. */
async function consumedFiles(): Promise<string | null> {
  const client = await connectRedis(redis.url, { logEvent: () => {} });
  try {
    return await client.get("wx-cos-upload:{ip:127.0.0.1}:ip:127.0.0.1:files");
  } finally {
    client.disconnect();
  }
}

async function runJanitor(...args: readonly string[]): Promise<string> {
  const repository = join(__dirname, "../..");
  const child = spawn(process.execPath, [join(repository, "server/dist/janitor/main.js"), ...args], {
    cwd: proxy.certificatePath.replace(/[^/]*$/, ""),
    env: { PATH: process.env["PATH"], ...environment() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  for (const { secretKey } of [UPLOAD, SERVICE]) expect(stdout + stderr).not.toContain(secretKey);
  expect(stderr).toBe("");
  return stdout;
}
