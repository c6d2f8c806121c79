import { checkEviction } from "../../src/webhooks/queue/eviction.ts";
import type { WebhookWorker } from "../../src/webhooks/queue/queue.ts";
import { CONFIRM_LIMIT_MS, type ConfirmingServer, startConfirmingServer } from "../support/confirming-server.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { LIS_KEY } from "../support/test-objects.ts";
import { eventOf, openTestQueue, startTestWorker, type TestQueue, until } from "../support/webhook-queue.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

describeWithRedis("faults of Redis", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let queue: TestQueue;
  let server: ConfirmingServer;
  let reports: readonly string[];
  let worker: WebhookWorker | undefined;

  beforeEach(async () => {
    [redis, receiver] = await Promise.all([startRedis({ isDurable: true }), startWebhookReceiver()]);
    queue = await openTestQueue(redis.url);
    server = await startConfirmingServer(queue);
    ({ reports } = server);
  });
  afterEach(async () => {
    await worker?.close();
    worker = undefined;
    await queue.close();
    await Promise.all([server.close(), receiver.close(), redis.close()]);
  });

  const startWorker = async () => {
    worker = await startTestWorker({ redisUrl: redis.url, queue, receiverUrl: receiver.url });
  };
  const ready = () => until(() => queue.redis.status === "ready");

  test("a Redis that is gone: the confirm responds, and the next one queues", async () => {
    await redis.kill();
    await server.confirm(LIS_KEY);
    expect(server.longestMs()).toBeLessThan(CONFIRM_LIMIT_MS);
    expect(reports).toEqual(["away", "1 not queued"]);
    await redis.start();
    await ready();
    await server.confirm(LIS_KEY);
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
    // BullMQ warns of every policy but noeviction.
    const warn = jest.spyOn(console, "warn").mockImplementation(() => {});
    await queue.redis.config("SET", "maxmemory", "1");
    await server.confirm(LIS_KEY);
    expect(server.longestMs()).toBeLessThan(CONFIRM_LIMIT_MS);
    expect(reports).toEqual(["away", "1 not queued"]);
    await queue.redis.config("SET", "maxmemory", "0");
    await server.confirm(LIS_KEY);
    await startWorker();
    await receiver.waitFor(101);
    expect(reports.slice(2)).toEqual(["back", "1 queued"]);
    warn.mockRestore();
  });

  test.each(["allkeys-lru", "allkeys-random"])("%s deletes events, and is rejected", async (policy) => {
    await queue.redis.config("SET", "maxmemory-policy", policy);
    await expect(checkEviction(queue.redis)).rejects.toThrow(`maxmemory-policy ${policy}`);
  });

  test("a Redis that does not report its policy passes", async () => {
    await queue.redis.call("ACL", "SETUSER", "default", "-info");
    await checkEviction(queue.redis);
  });

  test("a worker that starts while Redis is away reports that once, and delivers when Redis is back", async () => {
    await redis.kill();
    const failures: Error[] = [];
    worker = await startTestWorker({
      redisUrl: redis.url,
      queue,
      receiverUrl: receiver.url,
      reportFailure: (error) => void failures.push(error),
    });
    await until(() => failures.length > 0);
    await redis.start();
    await ready();
    await queue.add([eventOf("a")]);
    await receiver.waitFor(1);
    expect(failures).toHaveLength(1);
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
