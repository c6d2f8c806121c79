import { spawnSync } from "node:child_process";
import { putSignResponse } from "@wx-cos-upload/contract";
import { LOCAL_COS_DEFAULTS, type LocalCos, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { describeWithRedis, type RedisServer, startRedis } from "../../server/test/support/redis-server.ts";
import {
  startWebhookReceiver,
  WEBHOOK_SECRET,
  type WebhookReceiver,
} from "../../server/test/support/webhook-receiver.ts";
import { createUser } from "../clients/stored-uploads.ts";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";
import { repositoryFolder } from "../stack/repository.ts";
import { sampleBytes } from "../stack/sample-files.ts";
import { startTlsProxy, type TlsProxy } from "../stack/tls-proxy.ts";

// Production's executables, each in a process of its own that a test kills: the signing server, the worker and Redis.

const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;
const PHOTO = sampleBytes("jpg", 2_000, "webhooks");

describeWithRedis("webhooks over processes that die", () => {
  let redis: RedisServer;
  let cos: LocalCos;
  let proxy: TlsProxy;
  let receiver: WebhookReceiver;
  const programs = new Set<BuiltProgram>();

  beforeEach(async () => {
    [redis, cos, receiver] = await Promise.all([
      startRedis({ isDurable: true }),
      startLocalCos({ port: 0 }),
      startWebhookReceiver(),
    ]);
    proxy = await startTlsProxy(cos.host);
  });
  afterEach(async () => {
    for (const program of programs) await program.stop("SIGKILL");
    programs.clear();
    await Promise.all([proxy.close(), receiver.close(), redis.close(), cos.close({ graceMs: 0 })]);
  });

  const webhookEnvironment = () => ({
    PORT: "0",
    REDIS_URL: redis.url,
    WEBHOOK_URL: receiver.url,
    WEBHOOK_SECRET,
  });
  const serverEnvironment = () => ({
    ...webhookEnvironment(),
    COS_BACKEND: "tencent",
    COS_BUCKET: bucket,
    COS_REGION: region,
    COS_SECRET_ID: credentials.secretId,
    COS_SECRET_KEY: credentials.secretKey,
    COS_SERVICE_SECRET_ID: credentials.secretId,
    COS_SERVICE_SECRET_KEY: credentials.secretKey,
    UPLOAD_TOKEN_KEYS: "the-upload-token-key-of-the-webhooks-0123456789",
    COS_HOST: proxy.host,
    NODE_EXTRA_CA_CERTS: proxy.certificatePath,
  });

  async function start(program: string, env: Readonly<Record<string, string>>): Promise<BuiltProgram> {
    const started = await startBuilt({ program, env, addressCount: 1 });
    programs.add(started);
    return started;
  }
  async function end(program: BuiltProgram, signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    programs.delete(program);
    return program.stop(signal);
  }
  const startServer = (more: Readonly<Record<string, string>> = {}) =>
    start("server/dist/main.js", { ...serverEnvironment(), ...more });
  const startWorker = (more: Readonly<Record<string, string>> = {}) =>
    start("server/dist/webhook-worker.js", { ...webhookEnvironment(), ...more });

  /** Confirms an object that is there already. The servers' TLS certificate is none that fetch of this process accepts. */
  async function confirmNew({ addresses }: BuiltProgram): Promise<string> {
    const user = createUser(`http://${addresses[0]}`);
    const { cosKey: key } = putSignResponse.parse((await user.get("/put-sign?ext=jpg")).body);
    await cos.seed({ [key]: PHOTO });
    expect(await user.confirm([key])).toMatchObject([{ status: "stored" }]);
    return key;
  }

  test("after the response of confirm, every process is killed, and the webhook arrives", async () => {
    const server = await startServer({ WEBHOOK_WORKER: "false" });
    const key = await confirmNew(server);
    await end(server, "SIGKILL");
    await redis.kill();
    await redis.start();
    const worker = await startWorker();
    const [delivery] = await receiver.waitFor(1);
    expect(delivery?.payload).toMatchObject({ type: "upload.stored", data: { cosKey: key, bytes: PHOTO.length } });
    expect(await end(worker, "SIGTERM")).toBe(0);
  });

  test("a server delivers by itself, unless WEBHOOK_WORKER=false", async () => {
    const key = await confirmNew(await startServer());
    const [delivery] = await receiver.waitFor(1);
    expect(delivery?.payload.data["cosKey"]).toBe(key);
  });

  test("a worker that gets SIGTERM ends its delivery first", async () => {
    let isClosed = false;
    receiver.respondWith((_req, res) => {
      res.on("close", () => {
        isClosed = !res.writableFinished;
      });
      setTimeout(() => res.writeHead(204).end(), 1_000);
    });
    const server = await startServer({ WEBHOOK_WORKER: "false" });
    await confirmNew(server);
    const worker = await startWorker();
    await receiver.waitFor(1);
    expect(await end(worker, "SIGTERM")).toBe(0);
    expect(isClosed).toBe(false);
    await startWorker();
    expect(receiver.received).toHaveLength(1);
  });

  test("a worker has probes and metrics, and needs no key of COS", async () => {
    const worker = await start("server/dist/webhook-worker.js", { ...webhookEnvironment(), METRICS_PORT: "0" });
    const url = `http://${worker.addresses[0]}`;
    const statuses = await Promise.all(["/healthz", "/readyz", "/put-sign"].map((path) => fetch(`${url}${path}`)));
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 404]);
    await redis.kill();
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test("the command lists what failed, and queues it again", async () => {
    receiver.respondWith(410);
    const server = await startServer();
    const key = await confirmNew(server);
    await receiver.waitFor(1);
    const run = (...args: string[]) => {
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        ["server/dist/webhooks/command/main.js", ...args],
        {
          cwd: repositoryFolder(),
          env: { PATH: process.env["PATH"], ...webhookEnvironment() },
          encoding: "utf8",
        },
      );
      return { stdout, stderr, status };
    };
    const { stdout } = run("failed");
    expect(stdout).toMatch(/^\S+Z {2}msg_[0-9a-f]{32} {2}upload\.stored {2}attempts: 1 {2}status 410 {2}uploads\//);
    const counts = "1 failed, 0 between attempts, 0 waiting\n";
    expect(stdout).toContain(`${key}\n${counts}deliveries are stopped, because the receiver responded with 410; `);
    const unknown = "ids of no failed webhook: 1; npm run webhooks -- failed lists the ids\n";
    expect(run("retry", "msg_unknown")).toEqual({ stdout: "", stderr: unknown, status: 1 });
    expect(run("failed").stdout).toBe(stdout);
    receiver.respondWith(204);
    expect(run("retry", "--all")).toEqual({ stdout: "1 queued again; deliveries run\n", stderr: "", status: 0 });
    await receiver.waitFor(2);
    expect(run("failed").stdout).toBe("0 failed, 0 between attempts, 0 waiting\n");
    expect(run("retry")).toMatchObject({ status: 1, stderr: expect.stringContaining("npm run webhooks --") });
  });
});
