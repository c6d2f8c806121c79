import request from "supertest";
import type { SendToCos } from "../../src/cos/cos-client.ts";
import { createObjectKeyParser } from "../../src/uploads/parse-object-key.ts";
import { createCosEvents } from "../../src/webhooks/cos-events.ts";
import { createWebhooks } from "../../src/webhooks/create-webhooks.ts";
import { type WebhookEvent, webhookIdOf } from "../../src/webhooks/event.ts";
import { cosEventOf } from "../support/cos-event.ts";
import { BUCKET, createTestApp, NOW_MS, RANDOM_HEX } from "../support/test-app.ts";
import { cosError } from "../support/test-multipart.ts";
import { createTestObjects, LIS_KEY, wellBehavedCos } from "../support/test-objects.ts";

const SECRET = "the-secret-of-cos-events-0123456789";
const ANONYMOUS_KEY = `uploads/20261123/20261123120506-${RANDOM_HEX}.jpg`;

function createServer({
  send = wellBehavedCos,
  isQueueAway = false,
}: {
  send?: SendToCos;
  isQueueAway?: boolean;
} = {}) {
  const queued: WebhookEvent[] = [];
  const calls: string[] = [];
  const counts: string[] = [];
  const webhooks = createWebhooks({
    queue: {
      async add(events) {
        if (isQueueAway) throw new Error("away");
        queued.push(...events);
      },
    },
    bucket: BUCKET,
    now: () => NOW_MS,
    wait: () => new Promise(() => {}),
    report: { counted: () => {}, away: () => {}, back: () => {} },
  });
  const objects = createTestObjects({
    send: (call) => {
      calls.push(`${call.action} ${call.key}`);
      return send(call);
    },
  });
  const handle = createCosEvents({
    bucket: BUCKET,
    parseObjectKey: createObjectKeyParser("uploads"),
    objects,
    queueStored: webhooks.queueStored,
    subjectOf: (owner) => owner,
    count: (outcome) => void counts.push(outcome),
  });
  const { app, failures } = createTestApp({
    objects,
    events: webhooks.events,
    authenticator: () => "li",
    cosEvents: { secret: SECRET, handle },
  });
  const post = (body: unknown, secret: string | undefined = SECRET) => {
    const test = request(app).post("/events/cos").set("Content-Type", "application/json");
    if (secret !== undefined) test.set("X-Events-Secret", secret);
    return test.send(typeof body === "string" ? body : JSON.stringify(body));
  };
  return { app, queued, calls, counts, failures, post };
}

test("a created object is queued as a confirm queues it, with the same id and content", async () => {
  const { app, queued, counts, post } = createServer();
  const { status, body } = await post(cosEventOf(LIS_KEY));
  expect([status, body]).toEqual([200, { queued: 1, missing: 0, rejected: 0, ignored: 0 }]);
  await request(app)
    .post("/uploads/confirm")
    .send({ keys: [LIS_KEY] })
    .expect(200);
  expect(queued).toHaveLength(2);
  expect(queued[0]).toEqual(queued[1]);
  expect(queued[0]).toMatchObject({
    id: webhookIdOf("upload.stored", BUCKET, LIS_KEY),
    data: { cosKey: LIS_KEY, owner: "li", sub: "li", bytes: 1_000 },
  });
  expect(counts).toEqual(["queued"]);
});

test.each(["Put", "Post", "Copy", "CompleteMultipartUpload", "Origin"])("ObjectCreated:%s", async (kind) => {
  const { queued, post } = createServer();
  expect((await post(cosEventOf(LIS_KEY, { name: `cos:ObjectCreated:${kind}` }))).body.queued).toBe(1);
  expect(queued).toHaveLength(1);
});

test("a key in percent-encoding, and a key without a folder", async () => {
  const { queued, post } = createServer();
  expect((await post(cosEventOf(encodeURIComponent(LIS_KEY)))).body.queued).toBe(1);
  expect((await post(cosEventOf(ANONYMOUS_KEY))).body.queued).toBe(1);
  expect(queued.map(({ data }) => data)).toMatchObject([{ cosKey: LIS_KEY }, { cosKey: ANONYMOUS_KEY }]);
  expect(queued[1]?.data).not.toHaveProperty("owner");
});

test.each<[what: string, event: unknown]>([
  ["a deletion", cosEventOf(LIS_KEY, { name: "cos:ObjectRemove:Delete" })],
  ["another bucket", cosEventOf(LIS_KEY, { bucket: "otherbucket" })],
  ["another folder", cosEventOf(LIS_KEY.replace("uploads/", "private/"))],
  ["a key of another tool", cosEventOf("uploads/li/photo.jpg")],
  ["a key with ..", cosEventOf(LIS_KEY.replace("/li/", "/li/../li/"))],
  ["a key with encoded ..", cosEventOf(LIS_KEY.replace("/li/", "/li/%2e%2e/li/"))],
  ["broken percent-encoding", cosEventOf("uploads/%ZZ")],
  ["an empty key", cosEventOf("")],
])("%s is ignored: COS receives nothing, and nothing is queued", async (_, event) => {
  const { queued, calls, counts, post } = createServer();
  const { status, body } = await post(event);
  expect([status, body]).toEqual([200, { queued: 0, missing: 0, rejected: 0, ignored: 1 }]);
  expect([queued, calls, counts]).toEqual([[], [], ["ignored"]]);
});

test.each<[secret: string | undefined]>([
  [undefined],
  [""],
  ["wrong"],
  [`${SECRET}x`],
  [SECRET.slice(1)],
  ["x".repeat(8_000)],
])("the secret %p is rejected before anything else", async (secret) => {
  const { queued, calls, post } = createServer();
  const { status, body } = await post("{", secret ?? "");
  expect([status, body.code]).toEqual([403, "invalid_events_secret"]);
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect([queued, calls]).toEqual([[], []]);
});

test.each<[what: string, body: unknown]>([
  ["no records", {}],
  ["an empty list", { Records: [] }],
  [
    "101 records",
    { Records: Array.from({ length: 101 }, () => ({ cos: { cosObject: { key: "a" } }, event: { eventName: "a" } })) },
  ],
  ["a record that is no object", { Records: ["a"] }],
  ["a key that is no string", { Records: [{ cos: { cosObject: { key: 7 } }, event: { eventName: "a" } }] }],
  ["no event", { Records: [{ cos: { cosObject: { key: "a" } } }] }],
])("%s is rejected", async (_, body) => {
  const { calls, post } = createServer();
  const response = await post(body);
  expect([response.status, response.body.code, calls]).toEqual([400, "invalid_body", []]);
});

test("a body of more than 64 KiB is rejected", async () => {
  const { post } = createServer();
  expect((await post({ Records: [], padding: "x".repeat(65_536) })).status).toBe(413);
});

test("an object that is gone, or breaks the rules, is counted and not queued", async () => {
  const gone = createServer({ send: ({ action }) => Promise.reject(cosError(action, 404, "Status404")) });
  expect((await gone.post(cosEventOf(LIS_KEY))).body).toMatchObject({ queued: 0, missing: 1 });
  const headers = new Headers({ "Content-Length": "1", "Content-Type": "text/html", ETag: '"e"' });
  const rejected = createServer({ send: async () => ({ headers, document: undefined }) });
  expect((await rejected.post(cosEventOf(LIS_KEY))).body).toMatchObject({ queued: 0, rejected: 1 });
  expect([gone.queued, rejected.queued]).toEqual([[], []]);
});

test("while COS or the queue is away, the response is a 503, so that SCF sends the event again", async () => {
  const away = createServer({ send: ({ action }) => Promise.reject(cosError(action, 503, "SlowDown")) });
  const first = await away.post(cosEventOf(LIS_KEY));
  expect([first.status, first.body.code, away.counts]).toEqual([503, "cos_unavailable", ["failed"]]);
  const full = createServer({ isQueueAway: true });
  const second = await full.post(cosEventOf(LIS_KEY));
  expect([second.status, second.body.code, full.counts]).toEqual([503, "queue_unavailable", ["failed"]]);
  expect(second.headers["retry-after"]).toBe("5");
});

test("without the secret of the server there is no such route", async () => {
  const { app } = createTestApp();
  expect((await request(app).post("/events/cos").send(cosEventOf(LIS_KEY))).status).toBe(404);
});
