import fc from "fast-check";
import type { Redis } from "ioredis";
import { NETWORK_QUOTA_FACTOR } from "../../src/limits/counters.ts";
import { createFallbackStore } from "../../src/limits/fallback-store.ts";
import { type Consumption, type LimitStore, LimitStoreError } from "../../src/limits/limit.ts";
import { createMemoryStore, MAX_CLIENTS } from "../../src/limits/memory-store.ts";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { CONSUME_SCRIPT, REFUND_SCRIPT } from "../../src/limits/redis-scripts.ts";
import { createRedisStore } from "../../src/limits/redis-store.ts";
import { createUploadLimits, type UploadLimits } from "../../src/limits/upload-limits.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const CLIENT = { key: "owner:someone" };
const NO_LOG = { logEvent: () => {} };
const GIB = 1024 ** 3;

interface Quotas {
  readonly requests?: number;
  readonly files?: number;
  readonly bytes?: number;
}

function limitsOf(store: LimitStore, { requests = 100, files = 10, bytes = 100 }: Quotas = {}): UploadLimits {
  return createUploadLimits(store, {
    requests: { name: "requests", quota: requests, windowSeconds: 60 },
    files: { name: "files", quota: files, windowSeconds: 86_400 },
    bytes: { name: "bytes", quota: bytes, windowSeconds: 86_400 },
  });
}

/** The names that rejected, and what is left of requests, files and bytes. */
const summary = ({ results }: Pick<Consumption, "results">) => [
  results.filter(({ allowed }) => !allowed).map(({ policy }) => policy.name),
  ...results.map(({ remaining }) => remaining),
];

/** Unlike `once` of Node's events it does not reject for an earlier error. */
const eventOf = (redis: Redis, event: string) => new Promise((resolve) => void redis.once(event, resolve));

/** What holds for every store. */
function itCounts(open: () => LimitStore): void {
  test("consumes requests, files and bytes until one is used up; a rejection consumes a request alone", async () => {
    const limits = limitsOf(open());
    expect(summary(await limits.consumeUpload(CLIENT, { files: 4, bytes: 60 }))).toEqual([[], 99, 6, 40]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 1, bytes: 41 }))).toEqual([["bytes"], 98, 6, 40]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 7, bytes: 1 }))).toEqual([["files"], 97, 6, 40]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 7, bytes: 41 }))).toEqual([
      ["files", "bytes"],
      96,
      6,
      40,
    ]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 6, bytes: 40 }))).toEqual([[], 95, 0, 0]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 0, bytes: 0 }))).toEqual([[], 94, 0, 0]);
  });

  test("too many requests – consume nothing, neither of requests nor of files and bytes", async () => {
    const limits = limitsOf(open(), { requests: 1 });
    expect(summary({ results: await limits.consumeRequest(CLIENT) })).toEqual([[], 0]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 1, bytes: 1 }))).toEqual([["requests"], 0, 10, 100]);
  });

  test("counts each client alone", async () => {
    const limits = limitsOf(open());
    await limits.consumeUpload({ key: "owner:a" }, { files: 10, bytes: 100 });
    expect(summary(await limits.consumeUpload({ key: "owner:b" }, { files: 10, bytes: 100 }))).toEqual([[], 99, 0, 0]);
    expect(summary(await limits.consumeUpload({ key: "owner:a" }, { files: 1, bytes: 1 }))[0]).toEqual([
      "files",
      "bytes",
    ]);
  });

  test("reports when the window ends: a whole window where none has begun", async () => {
    const limits = limitsOf(open());
    const { results } = await limits.consumeUpload(CLIENT, { files: 11, bytes: 1 });
    expect(results.map(({ resetSeconds }) => resetSeconds)).toEqual([60, 86_400, 86_400]);
  });

  test("a refund restores all of it, once", async () => {
    const limits = limitsOf(open());
    await limits.consumeUpload(CLIENT, { files: 1, bytes: 10 });
    const consumption = await limits.consumeUpload(CLIENT, { files: 9, bytes: 90 });
    await consumption.refund();
    await consumption.refund();
    expect(summary(await limits.consumeUpload(CLIENT, { files: 9, bytes: 90 }))).toEqual([[], 98, 0, 0]);
  });

  test("after a confirmation, and after a rejection – a refund does nothing", async () => {
    const limits = limitsOf(open());
    const confirmed = await limits.consumeUpload(CLIENT, { files: 5, bytes: 5 });
    confirmed.confirm();
    await confirmed.refund();
    const rejected = await limits.consumeUpload(CLIENT, { files: 6, bytes: 1 });
    await rejected.refund();
    expect(summary(await limits.consumeUpload(CLIENT, { files: 0, bytes: 0 }))).toEqual([[], 97, 5, 95]);
  });

  test("two hundred at once – exactly the quota is allowed", async () => {
    const limits = limitsOf(open(), { requests: 1_000, files: 50 });
    const results = await Promise.all(
      Array.from({ length: 200 }, () => limits.consumeUpload(CLIENT, { files: 1, bytes: 1 })),
    );
    expect(results.filter((result) => summary(result)[0]?.toString() === "")).toHaveLength(50);
  });

  test("two batches at once, one too large – the other is allowed, and so is a file beside them", async () => {
    const limits = limitsOf(open());
    const all = await Promise.all([
      limits.consumeUpload(CLIENT, { files: 9, bytes: 101 }),
      limits.consumeUpload(CLIENT, { files: 9, bytes: 99 }),
      limits.consumeUpload(CLIENT, { files: 1, bytes: 1 }),
    ]);
    expect(all.map((result) => summary(result)[0])).toEqual([["bytes"], [], []]);
  });

  test("quotas of many digits are counted exactly", async () => {
    const limits = limitsOf(open(), { bytes: Number.MAX_SAFE_INTEGER });
    const consumption = await limits.consumeUpload(CLIENT, { files: 1, bytes: Number.MAX_SAFE_INTEGER - 1 });
    expect(summary(consumption)).toEqual([[], 99, 9, 1]);
    expect(summary(await limits.consumeUpload(CLIENT, { files: 1, bytes: 2 }))[0]).toEqual(["bytes"]);
    await consumption.refund();
    expect(summary(await limits.consumeUpload(CLIENT, { files: 1, bytes: 2 }))[3]).toBe(Number.MAX_SAFE_INTEGER - 2);
  });

  test("an IPv6 /48 has its own quotas beside those of each /64", async () => {
    const limits = limitsOf(open(), { files: 2 });
    const client = (index: number) => ({ key: `ip:2001:db8:1:${index}::/64`, network: "ip:2001:db8:1::/48" });
    for (let index = 0; index < NETWORK_QUOTA_FACTOR; index += 1) {
      expect(summary(await limits.consumeUpload(client(index), { files: 2, bytes: 1 }))[0]).toEqual([]);
    }
    const rejected = await limits.consumeUpload(client(99), { files: 1, bytes: 1 });
    expect(summary(rejected)).toEqual([["files"], 99, 0, 100]);
    expect(rejected.results[1]?.policy.quota).toBe(2 * NETWORK_QUOTA_FACTOR);
    const elsewhere = { key: "ip:2001:db8:2:0::/64", network: "ip:2001:db8:2::/48" };
    expect(summary(await limits.consumeUpload(elsewhere, { files: 1, bytes: 1 }))).toEqual([[], 99, 1, 99]);
  });

  test("a refund restores the quotas of the /48, too", async () => {
    const limits = limitsOf(open(), { files: 1 });
    const client = (index: number) => ({ key: `ip:2001:db8:1:${index}::/64`, network: "ip:2001:db8:1::/48" });
    for (let index = 0; index < NETWORK_QUOTA_FACTOR * 2; index += 1) {
      const consumption = await limits.consumeUpload(client(index), { files: 1, bytes: 1 });
      expect(summary(consumption)[0]).toEqual([]);
      await consumption.refund();
    }
  });

  test("without policies – consumes nothing", async () => {
    const limits = createUploadLimits(open(), {});
    expect(await limits.consumeRequest(CLIENT)).toEqual([]);
    expect((await limits.consumeUpload(CLIENT, { files: 20, bytes: 1e12 })).results).toEqual([]);
  });
}

describe("the memory store", () => {
  itCounts(() => createMemoryStore());

  test("a clock with fractions – the window is not a second too long", async () => {
    for (const nowMs of [1_234.567_8, 9_876_543.210_9, 0.1 + 0.2]) {
      const limits = limitsOf(createMemoryStore({ monotonicMs: () => nowMs }));
      const { results } = await limits.consumeUpload(CLIENT, { files: 1, bytes: 1 });
      expect(results.map(({ resetSeconds }) => resetSeconds)).toEqual([60, 86_400, 86_400]);
    }
  });

  test("a window that has ended – the whole quota again, and an old refund does nothing", async () => {
    let nowMs = 0;
    const limits = limitsOf(createMemoryStore({ monotonicMs: () => nowMs }));
    const old = await limits.consumeUpload(CLIENT, { files: 10, bytes: 100 });
    nowMs = 86_400_000;
    expect(summary(await limits.consumeUpload(CLIENT, { files: 3, bytes: 3 }))).toEqual([[], 99, 7, 97]);
    await old.refund();
    expect(summary(await limits.consumeUpload(CLIENT, { files: 0, bytes: 0 }))).toEqual([[], 98, 7, 97]);
  });

  test(`60,000 clients and networks – at most ${MAX_CLIENTS} are kept`, async () => {
    const store = createMemoryStore();
    const limits = limitsOf(store);
    for (let index = 0; index < 30_000; index += 1) {
      await limits.consumeUpload(
        { key: `ip:2001:db8:${index}::/64`, network: `ip:2001:db8:${index}::/48` },
        { files: 1, bytes: 1 },
      );
    }
    expect(store.size).toBe(MAX_CLIENTS);
  });

  test("evicts the client that was idle for longest", async () => {
    const limits = limitsOf(createMemoryStore({ maxClients: 2 }), { files: 1 });
    const isAllowed = async (key: string) =>
      (await limits.consumeUpload({ key }, { files: 1, bytes: 0 })).results.every(({ allowed }) => allowed);
    expect([await isAllowed("a"), await isAllowed("b")]).toEqual([true, true]);
    expect(await isAllowed("a")).toBe(false);
    expect(await isAllowed("c")).toBe(true);
    expect([await isAllowed("a"), await isAllowed("b")]).toEqual([false, true]);
  });

  test("rotating the /64 of a /48 – does not evict the quotas of the /48", async () => {
    const limits = limitsOf(createMemoryStore({ maxClients: 3 }), { files: 1 });
    let allowed = 0;
    for (let index = 0; index < 100; index += 1) {
      const client = { key: `ip:2001:db8:1:${index}::/64`, network: "ip:2001:db8:1::/48" };
      const { results } = await limits.consumeUpload(client, { files: 1, bytes: 0 });
      if (results.every((result) => result.allowed)) allowed += 1;
    }
    expect(allowed).toBe(NETWORK_QUOTA_FACTOR);
  });

  test("a rejected client – takes no place in it", async () => {
    const store = createMemoryStore();
    await limitsOf(store, { requests: 0 }).consumeUpload(CLIENT, { files: 1, bytes: 1 });
    expect(store.size).toBe(0);
  });
});

describeWithRedis("the Redis store", () => {
  let server: RedisServer;
  let redis: Redis;
  const events: string[] = [];
  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url, { logEvent: (message) => void events.push(message) });
  });
  beforeEach(async () => {
    await redis.flushall();
    events.length = 0;
  });
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  itCounts(() => createRedisStore(redis));

  const dump = async () => {
    const keys = (await redis.keys("*")).sort();
    return Object.fromEntries(
      await Promise.all(
        keys.map(async (key) => [
          key,
          (await redis.type(key)) === "string" ? await redis.get(key) : await redis.hgetall(key),
        ]),
      ),
    );
  };

  test("a confirmed consumption – leaves counters that end with their window, and nothing else", async () => {
    const consumption = await limitsOf(createRedisStore(redis)).consumeUpload(CLIENT, { files: 2, bytes: 3 });
    consumption.confirm();
    // Commands of one connection are executed in order.
    expect(await dump()).toEqual({
      "wx-cos-upload:{owner:someone}:owner:someone:bytes": "3",
      "wx-cos-upload:{owner:someone}:owner:someone:files": "2",
      "wx-cos-upload:{owner:someone}:owner:someone:requests": "1",
    });
    for (const key of await redis.keys("*")) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  test("all keys of a consumption have one hash tag, and the ledger ends too", async () => {
    const client = { key: "ip:2001:db8:1:2:0:0:0:0/64", network: "ip:2001:db8:1:0:0:0:0:0/48" };
    await limitsOf(createRedisStore(redis)).consumeUpload(client, { files: 1, bytes: 1 });
    const keys = await redis.keys("*");
    expect(keys).toHaveLength(7);
    expect(new Set(keys.map((key) => /\{(.*?)\}/.exec(key)?.[1]))).toEqual(new Set([client.network]));
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  test("a refund after the window – begins no new one, which would never end", async () => {
    const consumption = await limitsOf(createRedisStore(redis)).consumeUpload(CLIENT, { files: 1, bytes: 1 });
    // The end of a window removes the key.
    await redis.del(
      ...(await redis.keys("*:files")),
      ...(await redis.keys("*:bytes")),
      ...(await redis.keys("*:requests")),
    );
    await consumption.refund();
    expect(await redis.keys("*")).toEqual([]);
  });

  test("two servers – one count", async () => {
    const other = await connectRedis(server.url, NO_LOG);
    const limits = [limitsOf(createRedisStore(redis)), limitsOf(createRedisStore(other))];
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => limits[index % 2]?.consumeUpload(CLIENT, { files: 1, bytes: 1 })),
    );
    expect(results.filter((result) => result?.results.every(({ allowed }) => allowed))).toHaveLength(10);
    other.disconnect();
  });

  test("a server killed before it signed – its consumption is refunded when the lease ends", async () => {
    const doomed = await connectRedis(server.url, NO_LOG);
    await limitsOf(createRedisStore(doomed, { leaseSeconds: 0.05 })).consumeUpload(CLIENT, { files: 10, bytes: 100 });
    doomed.disconnect();
    const limits = limitsOf(createRedisStore(redis), { requests: 1e6 });
    const consume = () => limits.consumeUpload(CLIENT, { files: 10, bytes: 100 });
    let last = await consume();
    expect(summary(last)[0]).toEqual(["files", "bytes"]);
    while (!last.results.every(({ allowed }) => allowed)) last = await consume();
    expect(await redis.get("wx-cos-upload:{owner:someone}:owner:someone:bytes")).toBe("100");
  });

  test("a refund that arrives before its consumption – cancels it, and leaves nothing for ever", async () => {
    const keys = ["{a}:ledger", "{a}:ledger", "{a}:files"];
    await redis.eval(REFUND_SCRIPT, keys.length, ...keys, "an-id", 10_000, "");
    expect(await redis.pttl("{a}:ledger")).toBeGreaterThan(0);
    const consume = (id: string) => redis.eval(CONSUME_SCRIPT, keys.length, ...keys, id, 10_000, "", 1, 60, 1, 0);
    expect(await consume("an-id")).toEqual([]);
    expect(await redis.exists("{a}:files")).toBe(0);
    expect(await consume("another-id")).toEqual(["", 1, 1, 60_000]);
  });

  test("Redis hangs – rejects once after the time limit, then at once; nobody is locked out when it responds", async () => {
    const limits = limitsOf(createRedisStore(redis), { files: 20, bytes: 20 * GIB });
    const batch = { files: 20, bytes: 20 * GIB };
    const closed = eventOf(redis, "close");
    server.pause();
    await expect(limits.consumeUpload(CLIENT, batch)).rejects.toThrow(LimitStoreError);
    await closed;
    await expect(limits.consumeUpload(CLIENT, batch)).rejects.toMatchObject({
      cause: { message: "there is no connection" },
    });
    const ready = eventOf(redis, "ready");
    server.resume();
    await ready;
    const consumption = await limits.consumeUpload(CLIENT, batch);
    expect(summary(consumption)).toEqual([[], 99, 0, 0]);
    consumption.confirm();
    expect(await redis.get("wx-cos-upload:{owner:someone}:owner:someone:bytes")).toBe(String(20 * GIB));
  });

  test("many times hung – never consumes what it rejected", async () => {
    const limits = limitsOf(createRedisStore(redis), { files: 20 });
    for (let round = 0; round < 3; round += 1) {
      const [closed, ready] = [eventOf(redis, "close"), eventOf(redis, "ready")];
      server.pause();
      const rejected = await Promise.allSettled(
        Array.from({ length: 20 }, () => limits.consumeUpload(CLIENT, { files: 1, bytes: 1 })),
      );
      expect(rejected.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => "rejected"));
      await closed;
      server.resume();
      await ready;
      const whole = await limits.consumeUpload(CLIENT, { files: 20, bytes: 20 });
      expect(summary(whole)[0]).toEqual([]);
      await whole.refund();
    }
  });

  test("Redis hangs before a refund – it is refunded when Redis responds", async () => {
    const limits = limitsOf(createRedisStore(redis));
    const consumption = await limits.consumeUpload(CLIENT, { files: 10, bytes: 100 });
    const ready = eventOf(redis, "ready");
    server.pause();
    const closed = eventOf(redis, "close");
    await consumption.refund();
    await closed;
    server.resume();
    await ready;
    expect(summary(await limits.consumeUpload(CLIENT, { files: 10, bytes: 100 }))).toEqual([[], 99, 0, 0]);
  });

  test("Redis killed – rejects at once, falls back where configured, and counts again when it is back", async () => {
    const limits = limitsOf(createRedisStore(redis));
    const closed = eventOf(redis, "close");
    await server.kill();
    await closed;
    await expect(limits.consumeUpload(CLIENT, { files: 1, bytes: 1 })).rejects.toThrow(LimitStoreError);

    const errors: LimitStoreError[] = [];
    const insured = limitsOf(
      createFallbackStore(createRedisStore(redis), createMemoryStore(), (error) => void errors.push(error)),
    );
    expect(summary(await insured.consumeUpload(CLIENT, { files: 10, bytes: 1 }))[0]).toEqual([]);
    expect(summary(await insured.consumeUpload(CLIENT, { files: 1, bytes: 1 }))[0]).toEqual(["files"]);
    expect(errors).toHaveLength(2);
    // Logged once, whatever the number of attempts.
    await eventOf(redis, "reconnecting");
    await eventOf(redis, "reconnecting");

    const ready = eventOf(redis, "ready");
    await server.start();
    await ready;
    expect(summary(await insured.consumeUpload(CLIENT, { files: 10, bytes: 1 }))[0]).toEqual([]);
    expect(events).toEqual(["redis is unavailable", "redis is available again"]);
  });

  test("the memory store and Redis – the same verdicts for the same sequence", async () => {
    const network = "ip:2001:db8:1::/48";
    const clients = [
      { key: "owner:a" },
      { key: "ip:203.0.113.7" },
      { key: "ip:2001:db8:1:1::/64", network },
      { key: "ip:2001:db8:1:2::/64", network },
    ];
    const step = fc.record({
      client: fc.constantFrom(...clients),
      files: fc.integer({ min: 0, max: 6 }),
      bytes: fc.integer({ min: 0, max: 60 }),
      after: fc.constantFrom("confirm", "refund", "request", "nothing"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        await redis.flushall();
        const quotas = { requests: 12, files: 10, bytes: 100 };
        const both = [limitsOf(createMemoryStore(), quotas), limitsOf(createRedisStore(redis), quotas)];
        for (const { client, files, bytes, after } of steps) {
          const results = await Promise.all(
            both.map(async (limits) => {
              if (after === "request") return summary({ results: await limits.consumeRequest(client) });
              const consumption = await limits.consumeUpload(client, { files, bytes });
              if (after === "confirm") consumption.confirm();
              if (after === "refund") await consumption.refund();
              return summary(consumption);
            }),
          );
          expect(results[1]).toEqual(results[0]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("the fallback store", () => {
  test("a refund goes to the store that counted", async () => {
    const [shared, own] = [createMemoryStore(), createMemoryStore()];
    let isAway = true;
    const first: LimitStore = {
      consume: (...args) => (isAway ? Promise.reject(new LimitStoreError("away")) : shared.consume(...args)),
    };
    const limits = limitsOf(createFallbackStore(first, own, () => {}));
    const consumption = await limits.consumeUpload(CLIENT, { files: 8, bytes: 1 });
    isAway = false;
    await limits.consumeUpload(CLIENT, { files: 5, bytes: 1 });
    await consumption.refund();
    expect(summary(await limitsOf(shared).consumeUpload(CLIENT, { files: 6, bytes: 1 }))[0]).toEqual(["files"]);
    expect(summary(await limitsOf(own).consumeUpload(CLIENT, { files: 10, bytes: 1 }))[0]).toEqual([]);
  });
});
