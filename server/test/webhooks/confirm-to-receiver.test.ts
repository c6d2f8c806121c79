import { setTimeout as timeout } from "node:timers/promises";
import supertest from "supertest";
import { createLogger } from "../../src/observability/logger.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { type RunningWebhooks, startWebhooks } from "../../src/startup/create-webhooks.ts";
import { webhookIdOf } from "../../src/webhooks/event.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { BUCKET, createTestApp } from "../support/test-app.ts";
import { createTestObjects, LIS_KEY } from "../support/test-objects.ts";
import { SECRET_BYTES, startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const li = { owner: "li", subject: "user-42" };

describeWithRedis("from the request over Redis to a receiver", () => {
  let redis: RedisServer;
  let receiver: WebhookReceiver;
  let webhooks: RunningWebhooks;
  const metrics = createMetrics();
  const logLines: string[] = [];
  const logger = createLogger({ write: (line) => void logLines.push(line) }, (text) => text);

  beforeAll(async () => {
    [redis, receiver] = await Promise.all([startRedis(), startWebhookReceiver()]);
    const config = { url: receiver.url, secrets: [SECRET_BYTES], hasWorker: true, cosEventsSecret: undefined } as const;
    webhooks = await startWebhooks(config, BUCKET, redis.url, { logger, metrics: metrics.webhooks });
  });
  afterAll(async () => {
    await webhooks.close();
    await Promise.all([redis.close(), receiver.close()]);
  });

  test("a confirmed object arrives once, signed, however often it is confirmed", async () => {
    const { app } = createTestApp({
      objects: createTestObjects(),
      events: webhooks.events,
      authenticator: () => ({ owner: li.owner, subject: li.subject }),
    });
    for (let time = 1; time <= 3; time += 1) {
      await supertest(app)
        .post("/uploads/confirm")
        .send({ keys: [LIS_KEY] })
        .expect(200);
    }
    const [delivery] = await receiver.waitFor(1);
    expect(delivery).toMatchObject({
      id: webhookIdOf("upload.stored", BUCKET, LIS_KEY),
      payload: {
        type: "upload.stored",
        timestamp: "2026-11-23T04:05:06.000Z",
        data: {
          cosKey: LIS_KEY,
          bucket: BUCKET,
          owner: "li",
          sub: "user-42",
          bytes: 1000,
          contentType: "image/jpeg",
          crc64: "123",
        },
      },
    });
    await timeout(200);
    expect(receiver.received).toHaveLength(1);
    expect(logLines.join("")).not.toContain(LIS_KEY);
  });
});
