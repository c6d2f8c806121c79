import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { setTimeout as timeout } from "node:timers/promises";
import type { RequestLogEntry } from "../../src/observability/request-log-entry.ts";
import { createWebhooks } from "../../src/webhooks/create-webhooks.ts";
import { checkEviction } from "../../src/webhooks/queue/eviction.ts";
import type { WebhookWorker } from "../../src/webhooks/queue/queue.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { BUCKET, createTestApp } from "../support/test-app.ts";
import { createTestObjects, LIS_KEY } from "../support/test-objects.ts";
import { eventOf, openTestQueue, startTestWorker, type TestQueue, until } from "../support/webhook-queue.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

/** A confirm must respond within this time, whatever the queue does. */
const LIMIT_MS = 2_000;
const CONFIRMS = 1_000;

const keyOf = (index: number) => LIS_KEY.replace("00010203", String(index).padStart(8, "0"));

describeWithRedis("faults of Redis", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let queue: TestQueue;
  let server: Server;
  let url: string;
  let worker: WebhookWorker | undefined;
  let requests: RequestLogEntry[];
  const reports: string[] = [];

  beforeEach(async () => {
    reports.length = 0;
    [redis, receiver] = await Promise.all([startRedis({ isDurable: true }), startWebhookReceiver()]);
    queue = await openTestQueue(redis.url);
    const events = createWebhooks({
      queue,
      bucket: BUCKET,
      now: Date.now,
      wait: (ms) => timeout(ms, undefined, { ref: false }),
      report: {
        counted: (_type, count, isQueued) => void reports.push(`${count} ${isQueued ? "queued" : "not queued"}`),
        away: () => void reports.push("away"),
        back: () => void reports.push("back"),
      },
    });
    const testApp = createTestApp({
      objects: createTestObjects(),
      events,
      authenticator: () => "li",
      monotonicMs: () => performance.now(),
    });
    requests = testApp.requests;
    server = createServer(testApp.app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    url = `http://127.0.0.1:${address.port}/uploads/confirm`;
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await queue.close();
    server.closeAllConnections();
    server.close();
    await Promise.all([receiver.close(), redis.close()]);
  });

  async function confirm(...keys: string[]): Promise<void> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ keys }),
    });
    expect(await response.json()).toMatchObject({ uploads: keys.map((cosKey) => ({ cosKey, status: "stored" })) });
  }
  /** Several clients confirm 1,000 keys. @param size keys in one request */
  async function confirmAll(clients: number, size: number): Promise<void> {
    const keys = Array.from({ length: CONFIRMS }, (_, index) => keyOf(index));
    const client = async () => {
      for (let batch = keys.splice(0, size); batch.length > 0; batch = keys.splice(0, size)) await confirm(...batch);
    };
    await Promise.all(Array.from({ length: clients }, client));
  }
  /** The longest time from a request's arrival to its response, as the server's log has it. */
  const longestMs = () => Math.max(...requests.splice(0).map(({ durationMs }) => durationMs));
  const startWorker = async () => {
    worker = await startTestWorker({ redisUrl: redis.url, queue, receiverUrl: receiver.url });
  };
  const ready = () => until(() => queue.redis.status === "ready");

  test("a Redis that hangs: 1,000 confirms each respond in time, and after it no id arrives twice", async () => {
    await confirm(keyOf(0));
    redis.pause();
    await confirmAll(50, 1);
    expect(requests).toHaveLength(CONFIRMS + 1);
    expect(longestMs()).toBeLessThan(LIMIT_MS);
    expect(reports.filter((line) => line === "away")).toHaveLength(1);
    expect(reports.filter((line) => line === "1 not queued")).toHaveLength(CONFIRMS);
    // The connection is closed, so a later request waits for nothing and leaves nothing in memory.
    expect(queue.redis.status).not.toBe("ready");
    await confirm(keyOf(1));
    expect(longestMs()).toBeLessThan(500);
    redis.resume();
    await ready();
    await confirmAll(5, 20);
    expect(reports.filter((line) => line === "back")).toHaveLength(1);
    await startWorker();
    await receiver.waitFor(CONFIRMS);
    await until(async () => (await queue.counts()).waiting === 0);
    const ids = receiver.received.map(({ id }) => id);
    expect(ids).toHaveLength(CONFIRMS);
    expect(new Set(ids).size).toBe(CONFIRMS);
  });

  test("a Redis that is gone: the confirm responds, and the next one queues", async () => {
    await redis.kill();
    await confirm(LIS_KEY);
    expect(longestMs()).toBeLessThan(LIMIT_MS);
    expect(reports).toEqual(["away", "1 not queued"]);
    await redis.start();
    await ready();
    await confirm(LIS_KEY);
    await startWorker();
    await receiver.waitFor(1);
    expect(reports).toEqual(["away", "1 not queued", "back", "1 queued"]);
  });

  test("a Redis that was away when the server started: the first confirm after it queues", async () => {
    await redis.kill();
    const late = await openTestQueue(redis.url);
    await expect(late.add([eventOf("a")])).rejects.toThrow("no connection");
    await redis.start();
    await until(() => late.redis.status === "ready");
    await late.add([eventOf("a")]);
    expect((await late.counts()).waiting).toBe(1);
    await late.close();
  });

  test.each(["noeviction", "volatile-ttl"])("full, with %s: as away, and no queued event is lost", async (policy) => {
    await queue.add(Array.from({ length: 100 }, (_, index) => eventOf(`before ${index}`)));
    await queue.redis.config("SET", "maxmemory-policy", policy);
    await checkEviction(queue.redis);
    await queue.redis.config("SET", "maxmemory", "1");
    await confirm(LIS_KEY);
    expect(longestMs()).toBeLessThan(LIMIT_MS);
    expect(reports).toEqual(["away", "1 not queued"]);
    await queue.redis.config("SET", "maxmemory", "0");
    await confirm(LIS_KEY);
    await startWorker();
    await receiver.waitFor(101);
    expect(reports.slice(2)).toEqual(["back", "1 queued"]);
  });

  test.each(["allkeys-lru", "allkeys-random"])("%s deletes events, and is rejected", async (policy) => {
    await queue.redis.config("SET", "maxmemory-policy", policy);
    await expect(checkEviction(queue.redis)).rejects.toThrow(`maxmemory-policy ${policy}`);
  });

  test("a Redis that does not report its policy passes", async () => {
    await queue.redis.call("ACL", "SETUSER", "default", "-info");
    await checkEviction(queue.redis);
  });

  test("kill -9 of Redis: what was queued is delivered after its restart, by a worker that was running", async () => {
    receiver.respondWith(503);
    await startWorker();
    await queue.add([eventOf("a"), eventOf("b")]);
    await receiver.waitFor(1);
    await redis.kill();
    receiver.respondWith(204);
    await redis.start();
    await ready();
    await queue.add([eventOf("c")]);
    await until(() => new Set(receiver.received.map(({ id }) => id)).size === 3);
  });
});
