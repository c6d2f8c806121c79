import { createDeliver, type DeliverOptions } from "../../src/webhooks/delivery/deliver.ts";
import { storedEvent } from "../../src/webhooks/event.ts";
import { BUCKET } from "../support/test-app.ts";
import { LIS_KEY } from "../support/test-objects.ts";
import { SECRET_BYTES, startWebhookReceiver, type WebhookReceiver } from "../support/webhook-receiver.ts";

const EVENT = storedEvent(
  { cosKey: LIS_KEY, status: "stored", bytes: 1, contentType: "image/jpeg", etag: "e", storedAt: 1 },
  BUCKET,
  { owner: "li", subject: "li" },
);

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
});
afterAll(() => receiver.close());

const deliver = (options: Partial<DeliverOptions> = {}) =>
  createDeliver({
    url: receiver.url,
    secrets: [SECRET_BYTES],
    now: Date.now,
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    ...options,
  })(EVENT);

const failure = (reason: string, detail: string, retryAfterMs?: number) => ({
  isDelivered: false,
  reason,
  detail,
  retryAfterMs,
});

test.each([200, 202, 204, 299])("%d is a success", async (status) => {
  receiver.respondWith(status);
  expect(await deliver()).toEqual({ isDelivered: true });
});

test("200 with HTML is a success: the body says nothing", async () => {
  receiver.respondWith((_req, res) => void res.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Error</h1>"));
  expect(await deliver()).toEqual({ isDelivered: true });
});

test("a body without an end is cut", async () => {
  let written = 0;
  let isClosed: Promise<void> | undefined;
  receiver.respondWith((_req, res) => {
    res.writeHead(200);
    const timer = setInterval(() => {
      res.write("x".repeat(65_536));
      written += 65_536;
    }, 1);
    isClosed = new Promise((resolve) =>
      res.on("close", () => {
        clearInterval(timer);
        resolve();
      }),
    );
  });
  expect(await deliver()).toEqual({ isDelivered: true });
  await isClosed;
  expect(written).toBeLessThan(10 * 1024 * 1024);
});

test("a receiver with a short body gets further deliveries over the same connections", async () => {
  const ports: unknown[] = [];
  receiver.respondWith((req, res) => {
    ports.push(req.socket.remotePort);
    res.writeHead(200).end("thank you");
  });
  for (let delivery = 1; delivery <= 6; delivery += 1) await deliver();
  // A connection is free again a moment after its response.
  expect(new Set(ports).size).toBeLessThanOrEqual(2);
});

test.each([
  [410, "gone"],
  [429, "busy"],
  [502, "busy"],
  [504, "busy"],
  [304, "redirect"],
  [400, "rejected"],
  [404, "rejected"],
  [500, "server_error"],
  [503, "server_error"],
])("%d is a failure: %s", async (status, reason) => {
  receiver.respondWith(status);
  expect(await deliver()).toEqual(failure(reason, `status ${status}`));
});

test("a redirect is not followed: the other place receives nothing", async () => {
  const other = await startWebhookReceiver();
  receiver.respondWith((_req, res) => void res.writeHead(307, { Location: other.url }).end());
  expect(await deliver()).toEqual(failure("redirect", "status 307"));
  expect(other.received).toEqual([]);
  await other.close();
});

test.each([
  ["120", 120_000],
  ["Wed, 21 Oct 2026 07:28:30 GMT", 30_000],
  ["soon", undefined],
  ["-5", undefined],
  ["Wed, 21 Oct 2015 07:28:00 GMT", undefined],
])("Retry-After: %s", async (value, retryAfterMs) => {
  receiver.respondWith((_req, res) => void res.writeHead(503, { "Retry-After": value }).end());
  const timestampMs = Date.parse("Wed, 21 Oct 2026 07:28:00 GMT");
  // The receiver checks the time of the signature, so only the second reading of the clock is of that day.
  const times = [Date.now(), timestampMs];
  const result = await deliver({ now: () => times.shift() ?? timestampMs });
  expect(result).toEqual(failure("server_error", "status 503", retryAfterMs));
});

test("a receiver that does not respond is cut after the time limit", async () => {
  receiver.respondWith(() => {});
  expect(await deliver({ timeoutMs: 50 })).toEqual(failure("timeout", "no response within 50 ms"));
});

test("a receiver that closes the connection, or is not there", async () => {
  receiver.respondWith((req) => void req.socket.destroy());
  expect(await deliver()).toMatchObject({ isDelivered: false, reason: "network" });
  const gone = await startWebhookReceiver();
  await gone.close();
  expect(await deliver({ url: gone.url })).toEqual(failure("network", "ECONNREFUSED"));
});

test("the timestamp is that of the attempt, the payload that of the event", async () => {
  receiver.respondWith(204);
  receiver.received.length = 0;
  await deliver({ now: () => Date.now() - 60_000 });
  await deliver();
  const [first, second] = receiver.received;
  expect(first?.id).toBe(second?.id);
  expect(first?.payload).toEqual(second?.payload);
  expect((second?.timestamp ?? 0) - (first?.timestamp ?? 0)).toBeGreaterThanOrEqual(59);
});
