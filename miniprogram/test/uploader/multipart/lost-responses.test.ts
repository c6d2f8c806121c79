import { respond } from "../../fakes/fake-cloud";
import type { CallFate, MultipartCall } from "../../fakes/fake-multipart-cloud";
import { statesOf } from "../platform-fixture";
import { areFiles, multipartFixture, VIDEO, video } from "./multipart-fixture";

const FILE = video(10_500);

/** A file whose calls have fates, in order. */
function upload(fates: Partial<Record<MultipartCall, readonly (CallFate | undefined)[]>>, cloudOptions = {}) {
  const counts = new Map<MultipartCall, number>();
  const fixture = multipartFixture({
    ...cloudOptions,
    fateOf({ name }) {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      return fates[name]?.[count];
    },
  });
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  return { ...fixture, platform, task, uploader };
}

/** Lesson A15. */
test("the response to the start is lost three times: one object, under one idempotency key", async () => {
  const { cloud, platform, task } = upload({ start: ["lost", "lost", "lost"] });
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(cloud.objects.size).toBe(1);
  const keys = cloud.calls
    .filter(({ name }) => name === "start")
    .map(({ request }) => request.header?.["Idempotency-Key"]);
  expect(keys).toHaveLength(4);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[\da-f]{32}$/);
});

test("another file has another idempotency key", async () => {
  const { cloud, begin } = multipartFixture();
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE, b: video(10_500, 2) } });
  uploader.uploadAll([{ filePath: VIDEO }, { filePath: "b" }]);
  await platform.advanceTime(10_000);
  const starts = cloud.calls.filter(({ name }) => name === "start");
  expect(new Set(starts.map(({ request }) => request.header?.["Idempotency-Key"])).size).toBe(2);
  expect(cloud.objects.size).toBe(2);
});

test.each<[string, readonly (CallFate | undefined)[], number]>([
  ["is lost", ["lost"], 2],
  ["is lost three times", ["lost", "lost", "lost"], 4],
  ["never comes", ["never"], 2],
  ["is a 500", [respond(500)], 2],
  ["says that COS still merges the parts", [respond(202, '{"status":"completing"}', { "retry-after": "5" })], 2],
  ["is 410 after a lost one", ["lost", respond(410, '{"code":"upload_gone"}')], 3],
])("the response to complete %s: the upload is done, with one object", async (_, complete, count) => {
  const { cloud, platform, task } = upload({ complete });
  await platform.advanceTime(120_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("complete")).toBe(count);
  expect(cloud.count("abort")).toBe(0);
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

/** Lesson A2. */
test("COS merges the parts for 90 seconds: the upload is done", async () => {
  const merging = respond(202, '{"status":"completing"}', { "retry-after": "5" });
  const { cloud, platform, task } = upload({ complete: Array.from({ length: 18 }, () => merging) });
  await platform.advanceTime(89_000);
  expect(task.state.name).toBe("uploading");
  await platform.advanceTime(10_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("abort")).toBe(0);
});

test("COS merges the parts for ever: fails with a time-out, and a retry completes without sending a part again", async () => {
  const merging = respond(202, '{"status":"completing"}', { "retry-after": "10" });
  const { cloud, platform, task } = upload({ complete: Array.from({ length: 62 }, () => merging) });
  await platform.advanceTime(700_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "upload" } });
  expect(cloud.count("abort")).toBe(0);
  task.retry();
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.sentParts()).toHaveLength(11);
});

test("a part is missing at the end: it is sent, and the upload is completed", async () => {
  const { cloud, platform, task } = upload({ complete: [respond(409, '{"code":"parts_incomplete"}')] });
  await platform.advanceTime(500);
  for (const { parts } of cloud.uploads.values()) parts.delete(4);
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

test("COS stored other bytes: fails, and the upload is not continued", async () => {
  const { cloud, platform, task, uploader } = upload({ complete: [respond(409, '{"code":"checksum_mismatch"}')] });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({
    name: "failed",
    error: { code: "sign_refused", remoteCode: "checksum_mismatch" },
  });
  expect(await uploader.unfinished()).toEqual([]);
  task.retry();
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("start")).toBe(2);
});

/** Lesson A5. */
test.each<CallFate>([
  "interrupted",
  "network",
  "timeout",
])("a part that ends with %s is sent again, and nothing is aborted", async (fate) => {
  const { cloud, platform, task } = upload({ part: [undefined, fate, undefined, fate] });
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("abort")).toBe(0);
  expect(cloud.count("part")).toBe(13);
});

test("attempts that the system stops in the background do not count", async () => {
  const { cloud, begin, now } = multipartFixture({
    wait: async ({ name }, scope) => now()?.delay(scope, name === "part" ? 1_000 : 0),
    fateOf: ({ name }) => (name === "part" && isHidden ? "interrupted" : undefined),
  });
  let isHidden = true;
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, uploader: { retry: { maxAttempts: 2 } } });
  const task = uploader.upload({ filePath: VIDEO });
  for (let count = 0; count < 5; count += 1) {
    await platform.advanceTime(500);
    platform.setShown(false);
    await platform.advanceTime(60_000);
    expect(task.state.name).toBe("waiting_for_foreground");
    platform.setShown(true);
  }
  isHidden = false;
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

test("a part that arrives damaged is sent again", async () => {
  const { cloud, platform, task } = upload({ part: [respond(200, "", { "x-cos-hash-crc64ecma": "1" })] });
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(cloud.sentParts()[0]).toBe(1);
  expect(cloud.sentParts().filter((partNumber) => partNumber === 1)).toHaveLength(2);
});

test("a part that always arrives damaged fails the upload", async () => {
  const damaged = respond(200, "", { "x-cos-hash-crc64ecma": "1" });
  const { cloud, platform, task } = upload({ part: Array.from({ length: 60 }, () => damaged) });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "upload_refused", stage: "upload" } });
  expect(cloud.sentParts().filter((partNumber) => partNumber === 1)).toHaveLength(3);
  expect(cloud.objects.size).toBe(0);
});

test("a web page in the place of COS's response does not count as stored", async () => {
  const { cloud, platform, task } = upload({ part: [respond(200, "<!DOCTYPE html><HTML>log in</HTML>")] });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "upload_refused", status: 200 } });
  task.retry();
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

test("COS responds 503 for ten seconds: the upload continues by itself", async () => {
  let isBusy = true;
  const { cloud, begin } = multipartFixture({
    fateOf: ({ name }) =>
      name === "part" && isBusy ? respond(503, "<Error><Code>SlowDown</Code></Error>") : undefined,
  });
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  const states = statesOf(task);
  await platform.advanceTime(10_000);
  isBusy = false;
  await platform.advanceTime(60_000);
  expect(task.state.name).toBe("done");
  expect(states).toContain("retrying");
  expect(cloud.count("start")).toBe(1);
});

test("the upload is gone on COS in the middle: the file is sent by a new upload", async () => {
  const { cloud, begin, now } = multipartFixture({ wait: async (_, scope) => now()?.delay(scope, 100) });
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(450);
  cloud.uploads.clear();
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("start")).toBe(2);
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

test("an upload that is gone again and again fails", async () => {
  const gone = respond(404, "<Error><Code>NoSuchUpload</Code></Error>");
  const { cloud, platform, task } = upload({ part: Array.from({ length: 20 }, () => gone) });
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ name: "failed", error: { remoteCode: "NoSuchUpload" } });
  expect(cloud.count("start")).toBe(2);
});
