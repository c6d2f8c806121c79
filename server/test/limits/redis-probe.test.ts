import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Redis } from "ioredis";
import request from "supertest";
import { createLimits } from "../../src/limits/create-limits.ts";
import { LimitStoreError } from "../../src/limits/limit.ts";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { createRedisProbe } from "../../src/limits/redis-probe.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { createTestApp } from "../support/test-app.ts";

const NO_LOG = { logEvent: () => {} };
const LIMITS = { requestsPerMinute: 5, filesPerDay: 5, bytesPerDay: 5 * 20 * 1024 ** 2 };

/** What a request and /readyz respond over this Redis. */
async function ask(redis: Redis) {
  const { app, signatureCount } = createTestApp({
    limits: createLimits({ ...LIMITS, redis }),
    readinessChecks: [{ name: "redis", check: createRedisProbe(redis) }],
  });
  const ready = await request(app).get("/readyz");
  const signed = await request(app).get("/put-sign?ext=jpg&size=1");
  return { ready, signed, signatures: signatureCount() };
}

describeWithRedis("the probe of a real Redis", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeEach(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url, NO_LOG);
  });
  afterEach(async () => {
    redis.disconnect();
    await server.close();
  });

  test("that works – ready, and no client's quota is used", async () => {
    const probe = createRedisProbe(redis);
    for (let probes = 0; probes < 20; probes += 1) await probe();
    const { ready, signed } = await ask(redis);
    expect([ready.status, signed.status]).toEqual([200, 200]);
    expect(signed.headers["ratelimit"]).toMatch(/^"requests";r=4;t=60, "files";r=4;/);
    const keys = (await redis.keys("*")).filter((name) => /probe/.test(name));
    expect(keys.sort()).toEqual(["bytes", "files", "requests"].map((name) => `wx-cos-upload:{probe}:probe:${name}`));
    for (const key of keys) {
      expect(await redis.get(key)).toBe("0");
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
  });

  const BREAKS: ReadonlyArray<[what: string, command: readonly string[], mend: readonly string[]]> = [
    ["a read-only replica", ["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"]],
    ["full, and evicting nothing", ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]],
    ["allowing no scripts", ["ACL", "SETUSER", "default", "-@scripting"], ["ACL", "SETUSER", "default", "+@all"]],
    ["allowing no writes", ["ACL", "SETUSER", "default", "-@write"], ["ACL", "SETUSER", "default", "+@all"]],
    ["allowing other keys only", ["ACL", "SETUSER", "default", "resetkeys", "~a"], ["ACL", "SETUSER", "default", "~*"]],
    [
      "short of replicas",
      ["CONFIG", "SET", "min-replicas-to-write", "1"],
      ["CONFIG", "SET", "min-replicas-to-write", "0"],
    ],
  ];

  test.each(
    BREAKS,
  )("%s – not ready, as nothing is signed; and ready again once it is mended", async (_what, command, mend) => {
    const [name = "", ...args] = command;
    await redis.call(name, ...args);
    expect(await redis.ping()).toBe("PONG");
    const broken = await ask(redis);
    expect([broken.ready.status, broken.ready.body.detail]).toEqual([503, "not ready: redis"]);
    expect([broken.signed.status, broken.signed.body.code]).toEqual([503, "limiter_unavailable"]);
    expect(broken.signatures).toBe(0);
    const [mendName = "", ...mendArgs] = mend;
    await redis.call(mendName, ...mendArgs);
    const { ready, signed } = await ask(redis);
    expect([ready.status, signed.status]).toEqual([200, 200]);
  });

  test("with another password – not ready", async () => {
    await redis.call("CONFIG", "SET", "requirepass", "another");
    const other = await connectRedis(server.url, NO_LOG);
    expect((await ask(other)).ready.status).toBe(503);
    other.disconnect();
  });

  test("that hangs – not ready, and ready again when it responds", async () => {
    const ready = new Promise((resolve) => void redis.once("reconnecting", () => redis.once("ready", resolve)));
    server.pause();
    expect((await ask(redis)).ready.status).toBe(503);
    server.resume();
    await ready;
    expect((await ask(redis)).ready.status).toBe(200);
  });

  test("that is gone – not ready", async () => {
    const closed = once(redis, "close");
    await server.kill();
    await closed;
    expect((await ask(redis)).ready.status).toBe(503);
  });
});

describe("the probe of a Redis that responds with an error", () => {
  test.each([
    "LOADING Redis is loading the dataset in memory",
    "CLUSTERDOWN The cluster is down",
    "MOVED 3999 127.0.0.1:6381",
    "MISCONF Redis is configured to save RDB snapshots",
    "READONLY You can't write against a read only replica.",
    "NOAUTH Authentication required.",
    "BUSY Redis is busy running a script",
    "ERR unknown command 'evalsha'",
  ])("%s – rejects with it", async (error) => {
    const server = await startErrorServer(error);
    const redis = await connectRedis(server.url, NO_LOG);
    const rejection: unknown = await createRedisProbe(redis)().catch((reason: unknown) => reason);
    expect(rejection).toBeInstanceOf(LimitStoreError);
    expect(rejection).toMatchObject({ cause: { message: error } });
    redis.disconnect();
    await server.close();
  });
});

/** Responses to what a client sends when it connects. */
const HANDSHAKE: Readonly<Record<string, string>> = {
  hello: "%1\r\n+proto\r\n:3\r\n",
  client: "+OK\r\n",
  info: "$9\r\nloading:0\r\n",
};

/** Speaks enough of Redis's protocol to be connected to, and responds to any other command with the error. */
async function startErrorServer(error: string) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      for (const [, name = ""] of String(data).matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        socket.write(HANDSHAKE[name.toLowerCase()] ?? `-${error}\r\n`);
      }
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
