import { CONFIRM_LIMIT_MS, type ConfirmingServer, startConfirmingServer } from "../support/confirming-server.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { LIS_KEY } from "../support/test-objects.ts";
import { openTestQueue, startTestWorker, type TestQueue, until } from "../support/webhook-queue.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const CONFIRMS = 1_000;
const keyOf = (index: number) => LIS_KEY.replace("00010203", String(index).padStart(8, "0"));

describeWithRedis("a Redis that hangs", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let queue: TestQueue;
  let server: ConfirmingServer;
  beforeAll(async () => {
    [redis, receiver] = await Promise.all([startRedis(), startWebhookReceiver()]);
    queue = await openTestQueue(redis.url);
    server = await startConfirmingServer(queue);
  });
  afterAll(async () => {
    await queue.close();
    await Promise.all([server.close(), receiver.close(), redis.close()]);
  });

  /** Several clients confirm 1,000 keys. @param size keys in one request */
  async function confirmAll(clients: number, size: number): Promise<void> {
    const keys = Array.from({ length: CONFIRMS }, (_, index) => keyOf(index));
    const client = async () => {
      for (let batch = keys.splice(0, size); batch.length > 0; batch = keys.splice(0, size)) {
        await server.confirm(...batch);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
  }

  test("1,000 confirms each respond in time, and after it no id arrives twice", async () => {
    const { reports, requests } = server;
    await server.confirm(keyOf(0));
    redis.pause();
    await confirmAll(50, 1);
    expect(requests).toHaveLength(CONFIRMS + 1);
    expect(server.longestMs()).toBeLessThan(CONFIRM_LIMIT_MS);
    expect(reports.filter((line) => line === "away")).toHaveLength(1);
    expect(reports.filter((line) => line === "1 not queued")).toHaveLength(CONFIRMS);
    // The connection is closed, so a later request waits for nothing and leaves nothing in memory.
    expect(queue.redis.status).not.toBe("ready");
    await server.confirm(keyOf(1));
    expect(server.longestMs()).toBeLessThan(900);

    redis.resume();
    await until(() => queue.redis.status === "ready");
    await confirmAll(5, 20);
    expect(reports.filter((line) => line === "back")).toHaveLength(1);
    // A slow machine must not let a lock expire, which makes a delivery happen twice.
    const worker = await startTestWorker({ redisUrl: redis.url, queue, receiverUrl: receiver.url, lockMs: 30_000 });
    await receiver.waitFor(CONFIRMS);
    await until(async () => (await queue.counts()).waiting === 0);
    const ids = receiver.received.map(({ id }) => id);
    expect(ids).toHaveLength(CONFIRMS);
    expect(new Set(ids).size).toBe(CONFIRMS);
    await worker.close();
  });
});
