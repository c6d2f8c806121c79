import type { Redis } from "ioredis";
import request from "supertest";
import type { CosCalls } from "../../src/cos/multipart-calls.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import type { LimitStore, Once } from "../../src/limits/limit.ts";
import { createMemoryStore } from "../../src/limits/memory-store.ts";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { createRedisStore } from "../../src/limits/redis-store.ts";
import { createUploadLimits } from "../../src/limits/upload-limits.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { CREDENTIALS, createTestApp } from "../support/test-app.ts";
import { cosError } from "../support/test-multipart.ts";

const CLIENT = { key: "owner:someone" };
const NO_LOG = { logEvent: () => {} };
const COST = { files: 1, bytes: 60 };
const once = (value: string, key = "a-file"): Once => ({ key, value, lifetimeSeconds: 86_400 });

function limitsOf(store: LimitStore, quotaOfRequests = 100) {
  return createUploadLimits(store, {
    requests: { name: "requests", quota: quotaOfRequests, windowSeconds: 60 },
    files: { name: "files", quota: 10, windowSeconds: 86_400 },
    bytes: { name: "bytes", quota: 100, windowSeconds: 86_400 },
  });
}

/** What is left of requests, files and bytes, and the value of an earlier request. */
async function consume(limits: ReturnType<typeof limitsOf>, repeatable: Once, client = CLIENT) {
  const consumption = await limits.consumeUpload(client, COST, repeatable);
  const { results, remembered } = consumption;
  const isAllowed = results.every(({ allowed }) => allowed);
  return { consumption, isAllowed, left: results.map(({ remaining }) => remaining), remembered };
}

/** What holds for every store. */
function itRemembers(open: () => LimitStore): void {
  test("a repeated key consumes a request alone, and gets the first value", async () => {
    const limits = limitsOf(open());
    const first = await consume(limits, once("first"));
    first.consumption.confirm();
    expect(first).toMatchObject({ isAllowed: true, left: [99, 9, 40], remembered: undefined });
    for (const requests of [98, 97]) {
      expect(await consume(limits, once("second"))).toMatchObject({
        isAllowed: true,
        left: [requests, 9, 40],
        remembered: "first",
      });
    }
  });

  test("another key consumes again, and so does another client with the same key", async () => {
    const limits = limitsOf(open());
    (await consume(limits, once("first"))).consumption.confirm();
    expect(await consume(limits, once("second", "another-file"))).toMatchObject({ isAllowed: false });
    expect(await consume(limits, once("third"), { key: "owner:other" })).toMatchObject({
      isAllowed: true,
      left: [99, 9, 40],
      remembered: undefined,
    });
  });

  test("a refund forgets the key, and the next request consumes", async () => {
    const limits = limitsOf(open());
    await (await consume(limits, once("first"))).consumption.refund();
    expect(await consume(limits, once("second"))).toMatchObject({ left: [99, 9, 40], remembered: undefined });
  });

  test("the refund of a repeated request keeps the key and what the first one consumed", async () => {
    const limits = limitsOf(open());
    (await consume(limits, once("first"))).consumption.confirm();
    await (await consume(limits, once("second"))).consumption.refund();
    expect(await consume(limits, once("third"))).toMatchObject({ left: [98, 9, 40], remembered: "first" });
  });

  test("a rejected request remembers nothing", async () => {
    const limits = limitsOf(open());
    await limits.consumeUpload(CLIENT, { files: 1, bytes: 50 });
    expect(await consume(limits, once("first"))).toMatchObject({ isAllowed: false, remembered: undefined });
    expect(await consume(limits, once("second"))).toMatchObject({ isAllowed: false, remembered: undefined });
  });

  test("a repeated request is rate limited", async () => {
    const limits = limitsOf(open(), 2);
    (await consume(limits, once("first"))).consumption.confirm();
    expect((await consume(limits, once("second"))).isAllowed).toBe(true);
    expect((await consume(limits, once("third"))).isAllowed).toBe(false);
  });

  test("fifty at once – one consumes, and all get its value", async () => {
    const limits = limitsOf(open());
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => consume(limits, once(`value-${index}`))));
    const first = all.filter(({ remembered }) => remembered === undefined);
    expect(first).toHaveLength(1);
    expect(new Set(all.map(({ remembered }) => remembered))).toEqual(new Set([undefined, "value-0"]));
    expect(all.at(-1)?.left.slice(1)).toEqual([9, 40]);
  });
}

describe("a store in memory", () => {
  itRemembers(() => createMemoryStore());

  test("forgets a key after its lifetime", async () => {
    let nowMs = 0;
    const limits = limitsOf(createMemoryStore({ monotonicMs: () => nowMs }));
    (await consume(limits, once("first"))).consumption.confirm();
    nowMs = 86_400_000;
    expect(await consume(limits, once("second"))).toMatchObject({ left: [99, 9, 40], remembered: undefined });
  });
});

describeWithRedis("a store in Redis", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url, NO_LOG);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  itRemembers(() => createRedisStore(redis));
  itStartsOnce(() => redis);

  test("remembers a confirmed key for its lifetime", async () => {
    (await consume(limitsOf(createRedisStore(redis)), once("first"))).consumption.confirm();
    const ttls: number[] = [];
    while ((ttls.at(-1) ?? 0) <= 10)
      ttls.push(await redis.ttl("wx-cos-upload:{owner:someone}:owner:someone:once:a-file"));
    expect(ttls.at(-1)).toBe(86_400);
  });

  test("a server killed before it started the upload – the key is forgotten when the consumption is refunded", async () => {
    const doomed = await connectRedis(server.url, NO_LOG);
    await consume(limitsOf(createRedisStore(doomed, { leaseSeconds: 0.05 })), once("first"));
    doomed.disconnect();
    const limits = limitsOf(createRedisStore(redis), 1e6);
    let last = await consume(limits, once("second"));
    while (last.remembered !== undefined) last = await consume(limits, once("second"));
    expect(last).toMatchObject({ isAllowed: true, remembered: undefined });
    expect(last.left.slice(1)).toEqual([9, 40]);
  });
});

describeWithRedis("POST /multipart while Redis is away", () => {
  test.each([
    ["refuse", 503, 0],
    ["count-per-process", 200, 1],
  ] as const)("LIMIT_WITHOUT_REDIS=%s – responds with %i, and starts %i uploads", async (withoutRedis, status, started) => {
    const server = await startRedis();
    const redis = await connectRedis(server.url, NO_LOG);
    await server.kill();
    const initiate = jest.fn(async () => "1479abc");
    const limits = createLimits({ requestsPerMinute: 9, filesPerDay: 9, bytesPerDay: 9_000, redis, withoutRedis });
    const { app } = createTestApp({ limits, multipartOptions: { cos: { initiate } } });
    const start = () => request(app).post("/multipart").set("Idempotency-Key", "a-1").send({ ext: "mp4", size: 1_000 });
    expect((await start()).status).toBe(status);
    expect(initiate).toHaveBeenCalledTimes(started);
    redis.disconnect();
    await server.close();
  });
});

test("no credentials after the upload was started – it is aborted, and the quota refunded", async () => {
  const abort = jest.fn(async () => {});
  let calls = 0;
  const credentials = async () => {
    calls += 1;
    // Two identities are ready before the start; then STS is away.
    if (calls > 2) throw new Error("STS is away");
    return CREDENTIALS;
  };
  const limits = createLimits({ requestsPerMinute: 9, filesPerDay: 9, bytesPerDay: 9_000 });
  const { app } = createTestApp({ limits, signerOptions: { credentials }, multipartOptions: { cos: { abort } } });
  const { status, headers } = await request(app)
    .post("/multipart")
    .set("Idempotency-Key", "a-1")
    .send({ ext: "mp4", size: 1_000 });
  expect([status, headers["ratelimit"]]).toEqual([500, undefined]);
  expect(abort).toHaveBeenCalledTimes(1);
});

describe("POST /multipart with limits in memory", () => itStartsOnce(() => undefined));

/** What holds for the route, in memory and in Redis. */
function itStartsOnce(redisOf: () => Redis | undefined): void {
  const QUOTAS = { requestsPerMinute: 100, filesPerDay: 10, bytesPerDay: 10_000 };

  function open(cos: Partial<CosCalls> = {}) {
    let keys = 0;
    const { app } = createTestApp({
      limits: createLimits({ ...QUOTAS, redis: redisOf() }),
      signerOptions: {
        createObjectKey() {
          keys += 1;
          return `uploads/${keys}.mp4`;
        },
      },
      multipartOptions: { cos },
    });
    return (idempotencyKey: string, file = { ext: "mp4", size: 1_000 }) =>
      request(app).post("/multipart").set("Idempotency-Key", idempotencyKey).send(file);
  }

  /** What is left of files and bytes, as a response reports it. */
  const left = (headers: Record<string, string>) =>
    /"files";r=(\d+);.*"bytes";r=(\d+);/.exec(headers["ratelimit"] ?? "")?.slice(1);

  test("a repeated Idempotency-Key gets the same object key, and consumes nothing", async () => {
    const start = open();
    const first = await start("a-1");
    const second = await start("a-1");
    expect([first.body.cosKey, left(first.headers)]).toEqual(["uploads/1.mp4", ["9", "9000"]]);
    expect([second.body.cosKey, left(second.headers)]).toEqual(["uploads/1.mp4", ["9", "9000"]]);
  });

  test("another key, size or extension is another file", async () => {
    const start = open();
    await start("a-1");
    expect((await start("a-2")).body.cosKey).toBe("uploads/2.mp4");
    expect((await start("a-1", { ext: "mp4", size: 999 })).body.cosKey).toBe("uploads/3.mp4");
    const { headers } = await start("a-1", { ext: "mov", size: 1_000 });
    expect(left(headers)).toEqual(["6", String(10_000 - 3_999)]);
  });

  test("COS does not start the upload – the quota is refunded, and the key is free", async () => {
    let isAway = true;
    const start = open({
      initiate: async () => {
        if (isAway) throw cosError("InitiateMultipartUpload", 503, "SlowDown");
        return "1479abc";
      },
    });
    const failed = await start("a-1");
    expect([failed.status, failed.body.code, failed.headers["ratelimit"]]).toEqual([503, "cos_unavailable", undefined]);
    isAway = false;
    const { status, headers } = await start("a-1");
    expect([status, left(headers)]).toEqual([200, ["9", "9000"]]);
  });
}
