import { uploadStoredWebhook } from "@wx-cos-upload/contract";
import { storedEvent, webhookIdOf } from "../../src/webhooks/event.ts";
import { BUCKET } from "../support/test-app.ts";
import { LIS_KEY } from "../support/test-objects.ts";

const UPLOAD = {
  cosKey: LIS_KEY,
  status: "stored",
  bytes: 1_000,
  contentType: "image/jpeg",
  etag: "e",
  storedAt: 1_795_406_706,
  proof: "a.b.c",
} as const;

test.each([
  ["a prefix with a colon", "up:loads/li/20261123/x.jpg"],
  ["digits only", "12345"],
  ["Chinese", "照片/x.jpg"],
])("the id of %s has neither . nor :, and reveals nothing", (_, key) => {
  expect(webhookIdOf("upload.stored", BUCKET, key)).toMatch(/^msg_[0-9a-f]{32}$/);
});

test("the id depends on the event, the bucket and the key, and on nothing else", () => {
  const ids = [
    webhookIdOf("upload.stored", BUCKET, LIS_KEY),
    webhookIdOf("upload.deleted", BUCKET, LIS_KEY),
    webhookIdOf("upload.stored", "other-1250000000", LIS_KEY),
    webhookIdOf("upload.stored", BUCKET, `${LIS_KEY}x`),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(storedEvent(UPLOAD, BUCKET, { owner: "li", subject: undefined }).id).toBe(ids[0]);
});

test("an event has the object as confirm reports it, without its proof", () => {
  const { id: _, ...payload } = storedEvent(UPLOAD, BUCKET, { owner: undefined, subject: undefined });
  expect(uploadStoredWebhook.parse(payload)).toEqual(payload);
  const { data, timestamp } = payload;
  expect(timestamp).toBe("2026-11-23T04:05:06.000Z");
  expect(data).toEqual({
    cosKey: LIS_KEY,
    bucket: BUCKET,
    bytes: 1_000,
    contentType: "image/jpeg",
    etag: "e",
    storedAt: 1_795_406_706,
  });
});
