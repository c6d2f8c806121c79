import express from "express";
import request from "supertest";
import { createUploadRouter } from "../../src/http/upload-router.ts";
import type { UploadEvents, UploadUser } from "../../src/objects/upload-events.ts";
import { createTestApp, createTestSigner, testSignerOptions } from "../support/test-app.ts";
import { cosError, createTestMultipart, type TestMultipartOptions } from "../support/test-multipart.ts";
import { createTestObjects, LIS_KEY, type TestObjectsOptions, wellBehavedCos } from "../support/test-objects.ts";

const OTHER_KEY = LIS_KEY.replace("0001", "0002");

/** Events that remember what they were notified of. */
function recordEvents() {
  const notified: Array<readonly [event: string, keys: readonly string[], user: UploadUser]> = [];
  const events: UploadEvents = {
    stored: async (uploads, user) => void notified.push(["stored", uploads.map(({ cosKey }) => cosKey), user]),
    deleted: async (keys, user) => void notified.push(["deleted", keys, user]),
  };
  return { notified, events };
}

const LI = { owner: "li", subject: "user-42" };

function createServer(options: { cos?: TestObjectsOptions; multipart?: TestMultipartOptions } = {}) {
  const { notified, events } = recordEvents();
  const { app } = createTestApp({
    events,
    objects: createTestObjects(options.cos),
    multipartOptions: options.multipart ?? {},
    authenticator: () => LI,
    logFailure: () => {},
  });
  const post = (path: string, body: object) => request(app).post(path).send(body);
  async function complete() {
    const start = request(app).post("/multipart").set("Idempotency-Key", "a-1").send({ ext: "mp4", size: 1_000 });
    const { uploadToken, cosKey } = (await start).body;
    return { cosKey: String(cosKey), response: await post("/multipart/complete", { uploadToken }) };
  }
  return { notified, post, complete };
}

test("confirm notifies of the stored objects only, and of their user", async () => {
  const { notified, post } = createServer({
    cos: {
      send: (call) =>
        call.key === OTHER_KEY ? Promise.reject(cosError(call.action, 404, "Status404")) : wellBehavedCos(call),
    },
  });
  const { body } = await post("/uploads/confirm", { keys: [OTHER_KEY, LIS_KEY] });
  expect(body.uploads.map(({ status }: { status: string }) => status)).toEqual(["missing", "stored"]);
  expect(notified).toEqual([["stored", [LIS_KEY], LI]]);
});

test("a completed upload in parts notifies once it is stored", async () => {
  const { notified, complete } = createServer();
  const { cosKey, response } = await complete();
  expect([response.status, response.body.status]).toEqual([200, "stored"]);
  expect(notified).toEqual([["stored", [cosKey], LI]]);
});

test("an upload that COS still merges, or that differs from the file, notifies of nothing", async () => {
  const merging = createServer({ multipart: { isSlow: true, cos: { complete: () => new Promise(() => {}) } } });
  expect((await merging.complete()).response.status).toBe(202);
  const differing = createServer({ multipart: { cos: { listParts: async () => [] } } });
  expect((await differing.complete()).response.status).toBe(409);
  expect([merging.notified, differing.notified]).toEqual([[], []]);
});

test("a deletion notifies of the keys that have no object any more", async () => {
  const { notified, post } = createServer();
  const { body } = await post("/uploads/delete", { keys: [LIS_KEY, OTHER_KEY] });
  expect(body.failed).toMatchObject([{ cosKey: OTHER_KEY }]);
  expect(notified).toEqual([["deleted", [LIS_KEY], LI]]);
});

test("keys of others notify of nothing", async () => {
  const { notified, post } = createServer();
  for (const path of ["/uploads/confirm", "/uploads/delete"]) {
    expect((await post(path, { keys: [LIS_KEY.replace("/li/", "/zhao/")] })).status).toBe(422);
  }
  expect(notified).toEqual([]);
});

test("a router in another app notifies too, before it responds; a rejection fails the request", async () => {
  const { notified, events } = recordEvents();
  const routerWith = (more: UploadEvents) =>
    express().use(
      createUploadRouter({
        signer: createTestSigner(),
        objects: createTestObjects(),
        multipart: createTestMultipart(testSignerOptions()),
        authenticator: () => "li",
        logFailure: () => {},
        events: more,
      }),
    );
  const confirm = (app: express.Express) =>
    request(app)
      .post("/uploads/confirm")
      .send({ keys: [LIS_KEY] });
  expect((await confirm(routerWith(events))).status).toBe(200);
  expect(notified).toEqual([["stored", [LIS_KEY], { owner: "li", subject: "li" }]]);
  const failing = { ...events, stored: () => Promise.reject(new Error("my database is away")) };
  expect((await confirm(routerWith(failing))).body.code).toBe("internal_error");
});
