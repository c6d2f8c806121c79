import type { Redis } from "ioredis";
import { fallbackLimit } from "../../src/limits/fallback-limit.ts";
import { type Limit, type LimitPolicy, LimitStoreError } from "../../src/limits/limit.ts";
import { memoryLimit } from "../../src/limits/memory-limit.ts";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { redisLimit } from "../../src/limits/redis-limit.ts";
import { createUploadLimits } from "../../src/limits/upload-limits.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";

const POLICY: LimitPolicy = { name: "bytes", quota: 10, windowSeconds: 60 };

const amounts = async (limit: Limit, ...asked: number[]) => {
  const results: Array<readonly [boolean, number]> = [];
  for (const amount of asked) {
    const { allowed, remaining } = await limit.take("someone", amount);
    results.push([allowed, remaining]);
  }
  return results;
};

/** Unlike `once` of Node's events it takes no offence at the errors that come before. */
const told = (redis: Redis, event: string) => new Promise((resolve) => void redis.once(event, resolve));

/** What holds wherever a quota is counted. */
function itCounts(open: (policy: LimitPolicy) => Limit): void {
  it("gives until nothing is left; a refusal takes nothing", async () => {
    expect(await amounts(open(POLICY), 4, 7, 6, 1, 0)).toEqual([
      [true, 6],
      [false, 6],
      [true, 0],
      [false, 0],
      [true, 0],
    ]);
  });

  it("counts each client for itself", async () => {
    const limit = open(POLICY);
    await limit.take("a", 10);
    expect((await limit.take("b", 10)).allowed).toBe(true);
    expect((await limit.take("a", 1)).allowed).toBe(false);
  });

  it("says when the quota is whole again", async () => {
    const limit = open(POLICY);
    const first = await limit.take("a", 1);
    const refused = await limit.take("a", 10);
    for (const { resetSeconds } of [first, refused]) {
      expect(resetSeconds).toBeGreaterThan(55);
      expect(resetSeconds).toBeLessThanOrEqual(60);
    }
  });

  it("more than the whole quota – refused, though nothing was taken yet", async () => {
    expect(await open(POLICY).take("a", 11)).toEqual({
      policy: POLICY,
      allowed: false,
      remaining: 10,
      resetSeconds: 60,
    });
  });

  it("what is given back can be taken again", async () => {
    const limit = open(POLICY);
    await limit.take("a", 6);
    const { giveBack } = await limit.take("a", 4);
    await giveBack?.();
    expect(await limit.take("a", 4)).toMatchObject({ allowed: true, remaining: 0 });
  });

  it.each([0, 3])("given back twice, with %d taken beside it – no more can be taken than the quota", async (others) => {
    const limit = open(POLICY);
    await limit.take("a", others);
    const { giveBack } = await limit.take("a", 4);
    await giveBack?.();
    await giveBack?.();
    expect((await limit.take("a", 11)).allowed).toBe(false);
    expect((await limit.take("a", 10)).allowed).toBe(true);
  });

  it("refused – has nothing to give back", async () => {
    expect((await open(POLICY).take("a", 11)).giveBack).toBeUndefined();
  });

  it("two hundred at once – exactly the quota is given", async () => {
    const limit = open({ ...POLICY, quota: 50 });
    const results = await Promise.all(Array.from({ length: 200 }, () => limit.take("a", 1)));
    expect(results.filter(({ allowed }) => allowed)).toHaveLength(50);
  });
}

describe("memoryLimit", () => {
  itCounts(memoryLimit);
});

describeWithRedis("redisLimit", () => {
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

  itCounts((policy) => redisLimit(policy, redis));

  it("what is given back – ends with its window, as what was taken does", async () => {
    const limit = redisLimit(POLICY, redis);
    const { giveBack } = await limit.take("a", 4);
    await giveBack?.();
    const [key = ""] = await redis.keys("*");
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  it("what is given back after its window – begins none, which would never end", async () => {
    const limit = redisLimit(POLICY, redis);
    const { giveBack } = await limit.take("a", 4);
    // As its end does: the key goes.
    await redis.flushall();
    await giveBack?.();
    expect(await redis.keys("*")).toEqual([]);
  });

  it("two connections – one count", async () => {
    const other = await connectRedis(server.url, { logEvent: () => {} });
    const limits = [redisLimit(POLICY, redis), redisLimit(POLICY, other)];
    const results = await Promise.all(Array.from({ length: 40 }, (_, index) => limits[index % 2]?.take("a", 1)));
    expect(results.filter((taken) => taken?.allowed)).toHaveLength(10);
    other.disconnect();
  });

  it("Redis killed – says so at once, and counts again when it is back", async () => {
    const limit = redisLimit(POLICY, redis);
    const { giveBack } = await limit.take("a", 1);
    const closed = told(redis, "close");
    await server.kill();
    await closed;
    await expect(limit.take("a", 1)).rejects.toThrow(LimitStoreError);
    await expect(giveBack?.()).rejects.toThrow(LimitStoreError);

    const errors: LimitStoreError[] = [];
    const insured = fallbackLimit(limit, memoryLimit(POLICY), (error) => void errors.push(error));
    expect(await amounts(insured, 10, 1)).toEqual([
      [true, 0],
      [false, 0],
    ]);
    expect(errors).toHaveLength(2);
    // The log is told once, whatever the number of attempts.
    await told(redis, "reconnecting");
    await told(redis, "reconnecting");

    const ready = told(redis, "ready");
    await server.start();
    await ready;
    expect(await insured.take("someone", 10)).toMatchObject({ allowed: true, remaining: 0 });
    expect(events).toEqual(["redis is away", "redis is back"]);
  });

  it("Redis hangs – it is waited for once, and not asked again until it answers", async () => {
    const limit = redisLimit(POLICY, redis);
    const closed = told(redis, "close");
    server.pause();
    await expect(limit.take("a", 1)).rejects.toThrow(LimitStoreError);
    await closed;
    // Its connection is given up, and a command without one fails at once.
    expect(redis.status).not.toBe("ready");
    await expect(limit.take("a", 1)).rejects.toMatchObject({
      cause: { message: expect.not.stringContaining("timed out") },
    });

    const ready = told(redis, "ready");
    server.resume();
    await ready;
    expect((await limit.take("b", 10)).allowed).toBe(true);
  });
});

describe("fallbackLimit", () => {
  it("what is given back goes where it was taken, whatever answers by then", async () => {
    const [shared, own] = [memoryLimit(POLICY), memoryLimit(POLICY)];
    let isAway = true;
    const first: Limit = {
      policy: POLICY,
      take: (...asked) => (isAway ? Promise.reject(new LimitStoreError("away")) : shared.take(...asked)),
    };
    const limit = fallbackLimit(first, own, () => {});
    const { giveBack } = await limit.take("a", 8);
    isAway = false;
    await limit.take("a", 5);
    await giveBack?.();
    expect((await shared.take("a", 6)).allowed).toBe(false);
    expect((await own.take("a", 10)).allowed).toBe(true);
  });
});

describe("createUploadLimits", () => {
  const policy = (name: LimitPolicy["name"], quota: number): LimitPolicy => ({ name, quota, windowSeconds: 60 });

  it("takes files and bytes together, or neither", async () => {
    const [files, bytes] = [memoryLimit(policy("files", 3)), memoryLimit(policy("bytes", 100))];
    const limits = createUploadLimits({ files, bytes });
    const names = async (amount: { files: number; bytes: number }) =>
      (await limits.takeUpload("a", amount)).map(({ policy: { name }, allowed, remaining }) => [
        name,
        allowed,
        remaining,
      ]);

    expect(await names({ files: 1, bytes: 60 })).toEqual([
      ["files", true, 2],
      ["bytes", true, 40],
    ]);
    expect(await names({ files: 1, bytes: 41 })).toEqual([
      ["files", true, 1],
      ["bytes", false, 40],
    ]);
    expect(await names({ files: 2, bytes: 40 })).toEqual([
      ["files", true, 0],
      ["bytes", true, 0],
    ]);
    expect(await names({ files: 1, bytes: 0 })).toEqual([["files", false, 0]]);
  });

  it("a store that goes away between two quotas – the first is given back", async () => {
    const files = memoryLimit(policy("files", 1));
    const bytes: Limit = {
      policy: policy("bytes", 1),
      take: () => Promise.reject(new LimitStoreError("away")),
    };
    await expect(createUploadLimits({ files, bytes }).takeUpload("a", { files: 1, bytes: 1 })).rejects.toThrow("away");
    expect((await files.take("a", 1)).allowed).toBe(true);
  });

  it("a store that goes away before the first is given back – it is the refusal that is told", async () => {
    const files: Limit = {
      policy: policy("files", 3),
      take: async () => ({
        policy: policy("files", 3),
        allowed: true,
        remaining: 2,
        resetSeconds: 60,
        giveBack: () => Promise.reject(new LimitStoreError("away")),
      }),
    };
    const limits = createUploadLimits({ files, bytes: memoryLimit(policy("bytes", 1)) });
    const taken = await limits.takeUpload("a", { files: 1, bytes: 2 });
    expect(taken.map(({ policy: { name }, allowed }) => [name, allowed])).toEqual([
      ["files", true],
      ["bytes", false],
    ]);
  });

  it("without limits – asks nobody", async () => {
    const limits = createUploadLimits({});
    expect(await limits.takeRequest("a")).toEqual([]);
    expect(await limits.takeUpload("a", { files: 20, bytes: 1e12 })).toEqual([]);
  });
});
