import type { WebhookWorker } from "../../src/webhooks/queue/queue.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { eventOf, openTestQueue, startTestWorker, type TestQueue, until } from "../support/webhook-queue.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

describeWithRedis("webhooks in a real Redis", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let queue: TestQueue;
  let worker: WebhookWorker | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    receiver = await startWebhookReceiver();
    queue = await openTestQueue(redis.url);
    await queue.redis.flushall();
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await queue.close();
    await receiver.close();
  });
  afterAll(() => redis.close());

  const start = async (more: { readonly pausesMs?: readonly number[] } = {}) => {
    worker = await startTestWorker({ redisUrl: redis.url, queue, receiverUrl: receiver.url, ...more });
  };
  const idle = () =>
    until(async () => {
      const { waiting, delayed } = await queue.counts();
      return waiting + delayed === 0;
    });
  const idOf = (key: string) => eventOf(key).id;

  test("a failed event is attempted again by the schedule, with the same id and payload", async () => {
    let failures = 2;
    receiver.respondWith((_req, res) => void res.writeHead(failures-- > 0 ? 500 : 204).end());
    await queue.add([eventOf("a")]);
    await start();
    await receiver.waitFor(3);
    await idle();
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([idOf("a")]));
    expect(receiver.received.every(({ payload }) => payload.data["cosKey"] === "a")).toBe(true);
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
  });

  test("an id that waits, was delivered, or is dead is ignored, also after thousands of other events", async () => {
    await queue.add([eventOf("a"), eventOf("a")]);
    await queue.add([eventOf("a")]);
    expect((await queue.counts()).waiting).toBe(1);
    await start();
    await receiver.waitFor(1);
    await idle();
    await worker?.close();
    await queue.add([eventOf("a")]);
    expect((await queue.counts()).waiting).toBe(0);
    // Not delivered: the number of events is what could displace the memory of an id.
    for (let batch = 0; batch < 20; batch += 1) {
      await queue.add(Array.from({ length: 100 }, (_, index) => eventOf(`other ${batch} ${index}`)));
    }
    await queue.add([eventOf("a")]);
    expect((await queue.counts()).waiting).toBe(2_000);
  });

  test("an id is forgotten after the configured time, and then delivered once more", async () => {
    const forgetful = await openTestQueue(redis.url, { rememberMs: 300 });
    await start();
    await forgetful.add([eventOf("a")]);
    await receiver.waitFor(1);
    await until(async () => (await queue.redis.keys("*:de:*")).length === 0);
    await forgetful.add([eventOf("a")]);
    await receiver.waitFor(2);
    await forgetful.close();
  });

  test("after the last attempt an event is dead: listed, and delivered after a retry, with a new schedule", async () => {
    receiver.respondWith(503);
    await queue.add([eventOf("a")]);
    await start();
    await until(async () => (await queue.counts()).dead === 1);
    expect(receiver.received).toHaveLength(4);
    expect(await queue.listDead(10)).toMatchObject([
      { event: { id: idOf("a"), data: { cosKey: "a" } }, attempts: 4, reason: "status 503" },
    ]);
    await queue.add([eventOf("a")]);
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 1 });
    let failures = 2;
    receiver.respondWith((_req, res) => void res.writeHead(failures-- > 0 ? 503 : 204).end());
    expect(await queue.retryDead([idOf("a"), idOf("unknown")])).toBe(1);
    await receiver.waitFor(7);
    await idle();
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
  });

  test("410: this event is dead, and nothing is delivered until a retry or another URL", async () => {
    receiver.respondWith(410);
    await queue.add([eventOf("a")]);
    await start();
    await until(async () => (await queue.counts()).dead === 1);
    receiver.respondWith(204);
    await queue.add([eventOf("b")]);
    await worker?.close();
    expect(await queue.enable(receiver.url)).toBe(false);
    await start();
    expect(await queue.retryDead([idOf("unknown")])).toBe(0);
    expect(await queue.isDisabled()).toBe(true);
    expect((await queue.counts()).waiting).toBe(1);
    expect(receiver.received.map(({ id }) => id)).toEqual([idOf("a")]);
    expect(await queue.enable("https://another.example/")).toBe(true);
    expect(await queue.isDisabled()).toBe(false);
    await receiver.waitFor(2);
    expect(await queue.retryDead()).toBe(1);
    await receiver.waitFor(3);
    expect(receiver.received.map(({ id }) => id)).toEqual([idOf("a"), idOf("b"), idOf("a")]);
  });

  test("a busy receiver gets nothing of any worker for the time it requests", async () => {
    const times: number[] = [];
    receiver.respondWith((_req, res) => {
      times.push(performance.now());
      res.writeHead(times.length === 1 ? 429 : 204, { "Retry-After": "1" }).end();
    });
    await start();
    const second = await startTestWorker({ redisUrl: redis.url, queue, receiverUrl: receiver.url });
    await queue.add([eventOf("a")]);
    await receiver.waitFor(1);
    await until(async () => (await queue.redis.exists("wx-cos-upload:webhooks:limiter")) === 1);
    await queue.add([eventOf("b"), eventOf("c")]);
    await receiver.waitFor(4);
    await second.close();
    expect(times.slice(1).every((time) => time - (times[0] ?? 0) >= 900)).toBe(true);
  });

  test("a worker that stops does not wait for ever for a receiver that hangs: another one delivers again", async () => {
    receiver.respondWith(() => {});
    await start();
    await queue.add([eventOf("a")]);
    await receiver.waitFor(1);
    const startMs = performance.now();
    await worker?.close();
    expect(performance.now() - startMs).toBeLessThan(3_000);
    receiver.respondWith(204);
    await start();
    await receiver.waitFor(2);
    await idle();
    expect(await queue.counts()).toEqual({ waiting: 0, delayed: 0, dead: 0 });
  });

  test("a worker that stops ends its deliveries, and another one continues", async () => {
    let finish = () => {};
    receiver.respondWith((_req, res) => {
      finish = () => void res.writeHead(204).end();
    });
    await start();
    await queue.add([eventOf("a"), eventOf("b")]);
    await receiver.waitFor(1);
    const closed = worker?.close();
    receiver.respondWith(204);
    finish();
    await closed;
    await start();
    await idle();
    expect(new Set(receiver.received.map(({ id }) => id))).toEqual(new Set([idOf("a"), idOf("b")]));
  });
});
