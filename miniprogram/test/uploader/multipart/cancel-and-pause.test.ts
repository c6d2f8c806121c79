import { UploadError, type UploadTask } from "../../../src/uploader/index";
import { respond } from "../../fakes/fake-cloud";
import { statesOf } from "../platform-fixture";
import { areFiles, multipartFixture, VIDEO, video } from "./multipart-fixture";

const FILE = video(30_500);

/** An upload whose calls take 200 ms. */
function begin(options: Parameters<typeof multipartFixture>[0] = {}) {
  const fixture = multipartFixture({ wait: async (_, scope) => fixture.now()?.delay(scope, 200), ...options });
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE, second: video(20_500, 2) } });
  const task = uploader.upload({ filePath: VIDEO });
  return { ...fixture, uploader, platform, task };
}

test("cancel stops the requests first, and then aborts the upload on COS", async () => {
  const { cloud, platform, task, uploader } = begin();
  await platform.advanceTime(1_500);
  expect(platform.running()).toBe(3);
  task.cancel();
  expect(task.state.name).toBe("cancelled");
  await platform.advanceTime(2_000);
  expect(cloud.calls.at(-1)?.name).toBe("abort");
  expect(cloud.count("abort")).toBe(1);
  expect([cloud.uploads.size, cloud.objects.size]).toEqual([0, 0]);
  expect(await uploader.unfinished()).toEqual([]);
  expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
  await expect(task.result).rejects.toMatchObject({ code: "cancelled" });
});

test("an abort that fails is retried in the background", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ name }) => (name === "abort" && cloud.count("abort") < 3 ? respond(503) : undefined),
  });
  await platform.advanceTime(1_000);
  task.cancel();
  await platform.advanceTime(30_000);
  expect(cloud.count("abort")).toBe(3);
  expect(cloud.uploads.size).toBe(0);
  expect(platform.timers()).toBe(0);
});

test("cancel while the upload is started aborts it once its token is known", async () => {
  const { cloud, platform, task } = begin();
  await platform.advanceTime(50);
  expect([cloud.count("start"), cloud.uploads.size]).toEqual([1, 0]);
  task.cancel();
  await platform.advanceTime(2_000);
  expect(cloud.calls.map(({ name }) => name)).toEqual(["start", "abort"]);
  expect(cloud.uploads.size).toBe(0);
});

/** Lesson A9, at every moment. */
test("cancel at any moment ends in an object, or in nothing on COS", async () => {
  const { platform: whole, task: uncancelled } = begin();
  const startedAtMs = whole.nowMs();
  let doneAfterMs = 0;
  uncancelled.on("change", () => {
    doneAfterMs = whole.nowMs() - startedAtMs;
  });
  await whole.advanceTime(20_000);
  expect(uncancelled.state.name).toBe("done");
  const outcomes = new Set<string>();
  for (let ms = 0; ms <= doneAfterMs + 100; ms += 100) {
    const { cloud, platform, task } = begin();
    await platform.advanceTime(ms);
    task.cancel();
    await platform.advanceTime(3_000);
    outcomes.add(`${task.state.name}, ${cloud.objects.size} objects, ${cloud.uploads.size} unfinished`);
  }
  expect([...outcomes].sort()).toEqual(["cancelled, 0 objects, 0 unfinished", "done, 1 objects, 0 unfinished"]);
}, 120_000);

test("cancel while COS lacks a part at the end cancels the upload", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ name }) => (name === "complete" ? respond(409, '{"code":"parts_incomplete"}') : undefined),
  });
  for (let step = 0; step < 200 && cloud.count("complete") === 0; step += 1) await platform.advanceTime(50);
  task.cancel();
  expect(task.state.name).toBe("uploading");
  await platform.advanceTime(3_000);
  expect(task.state.name).toBe("cancelled");
  expect([cloud.count("complete"), cloud.uploads.size]).toEqual([1, 0]);
});

test("cancel while COS's response to complete is lost: the result is what COS reports", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ name }) => (name === "complete" && cloud.count("complete") === 1 ? "lost" : undefined),
  });
  for (let step = 0; step < 200 && cloud.count("complete") === 0; step += 1) await platform.advanceTime(50);
  task.cancel();
  await platform.advanceTime(30_000);
  expect(task.state.name).toBe("done");
  expect([cloud.objects.size, cloud.count("abort")]).toEqual([1, 0]);
});

test("cancel right after the retry of a complete without a response: the result is what COS reports", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ name }) => (name === "complete" && cloud.count("complete") <= 10 ? "lost" : undefined),
  });
  await platform.advanceTime(300_000);
  expect(task.state).toMatchObject({ name: "failed", error: { code: "network" } });
  expect(cloud.objects.size).toBe(1);
  task.retry();
  task.cancel();
  await platform.advanceTime(30_000);
  expect(task.state.name).toBe("done");
  expect(cloud.objects.size).toBe(1);
});

test("cancel right after the retry of a complete that COS never got: cancelled, and nothing is on COS", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ name }) => (name === "complete" && cloud.count("complete") <= 10 ? "network" : undefined),
  });
  await platform.advanceTime(300_000);
  for (const { parts } of cloud.uploads.values()) parts.delete(3);
  task.retry();
  task.cancel();
  await platform.advanceTime(30_000);
  expect(task.state.name).toBe("cancelled");
  expect([cloud.objects.size, cloud.uploads.size]).toEqual([0, 0]);
});

test("cancelling three of five queued files lets the other two arrive", async () => {
  const fixture = multipartFixture({ wait: async (_, scope) => fixture.now()?.delay(scope, 50) });
  const names = ["a", "b", "c", "d", "e"];
  const files = Object.fromEntries(names.map((name, index) => [name, video(5_500, index + 1)]));
  const { uploader, platform } = fixture.begin({ files });
  const tasks = uploader.uploadAll(names.map((filePath) => ({ filePath })));
  await platform.advanceTime(120);
  for (const index of [0, 2, 4]) tasks[index]?.cancel();
  await platform.advanceTime(20_000);
  expect(tasks.map(({ state }) => state.name)).toEqual(["cancelled", "done", "cancelled", "done", "cancelled"]);
  expect([fixture.cloud.objects.size, fixture.cloud.uploads.size]).toEqual([2, 0]);
  expect(fixture.cloud.mostInFlight()).toBeLessThanOrEqual(3);
});

test("pause stops the requests and leaves nothing running, and resume continues with the parts that are missing", async () => {
  const { cloud, platform, task } = begin();
  const states = statesOf(task);
  await platform.advanceTime(1_700);
  task.pause();
  expect(task.state).toMatchObject({ name: "paused", progress: { totalBytesExpectedToSend: 30_500 } });
  const progress = task.state.name === "paused" ? task.state.progress?.totalBytesSent : undefined;
  expect(progress).toBeGreaterThan(5_000);
  const calls = cloud.calls.length;
  await platform.advanceTime(1_000_000);
  expect(cloud.calls).toHaveLength(calls);
  expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
  task.resume();
  await platform.advanceTime(30_000);
  expect(task.state.name).toBe("done");
  expect([cloud.count("start"), cloud.count("list")]).toEqual([1, 1]);
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
  expect(states.filter((name, index) => name !== states[index - 1])).toEqual([
    "queued",
    "checking",
    "signing",
    "uploading",
    "paused",
    "queued",
    "resuming",
    "uploading",
    "done",
  ]);
  await task.result;
});

/** Lesson A6. */
test("paused with all parts signed and five unsent: resume sends exactly five", async () => {
  const { cloud, platform, task } = begin({
    fateOf: ({ partNumber = 0 }) => (partNumber > 26 && cloud.count("list") === 0 ? "never" : undefined),
  });
  await platform.advanceTime(9_000);
  for (const { parts } of cloud.uploads.values()) expect(parts.size).toBe(26);
  task.pause();
  const sent = cloud.sentParts().length;
  task.resume();
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.sentParts().slice(sent)).toEqual([27, 28, 29, 30, 31]);
});

/** Lesson A8. */
test("paused and resumed 30 times in 3 seconds: no part in flight twice, one complete, no event after the end", async () => {
  const { cloud, platform, task } = begin();
  await platform.advanceTime(600);
  for (let count = 0; count < 30; count += 1) {
    task.pause();
    await platform.advanceTime((count * 37) % 60);
    task.resume();
    await platform.advanceTime((count * 53) % 60);
  }
  await platform.advanceTime(30_000);
  expect(task.state.name).toBe("done");
  const states = statesOf(task);
  await platform.advanceTime(60_000);
  expect(states).toEqual(["done"]);
  expect(cloud.faults).toEqual([]);
  expect(cloud.mostInFlight()).toBeLessThanOrEqual(3);
  expect(cloud.count("complete")).toBe(1);
});

test("a paused upload is cancelled on COS too, also right after resume()", async () => {
  for (const resumes of [false, true]) {
    const { cloud, platform, task } = begin();
    await platform.advanceTime(1_500);
    task.pause();
    if (resumes) task.resume();
    task.cancel();
    expect(task.state.name).toBe("cancelled");
    await platform.advanceTime(1_000);
    expect([cloud.count("abort"), cloud.uploads.size]).toEqual([1, 0]);
  }
});

test("cancelAll cancels paused uploads as well", async () => {
  const { platform, task, uploader } = begin();
  await platform.advanceTime(1_500);
  task.pause();
  uploader.cancelAll();
  expect(task.state.name).toBe("cancelled");
});

test.each([
  "queued",
  "checking",
  "signing",
  "uploading",
] as const)("a form can be paused while %s, and is sent once after resume()", async (name) => {
  const { platformFixture } = await import("../platform-fixture");
  const { uploader, platform, cloud } = platformFixture();
  const task = uploader.upload({ filePath: "1.jpg" });
  const pauseOn = (state: UploadTask["state"]) => {
    if (state.name === name) task.pause();
  };
  const off = task.on("change", pauseOn);
  if (name === "queued") task.pause();
  await platform.advanceTime(1_000);
  off();
  expect(task.state).toEqual({ name: "paused", progress: undefined });
  expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
  task.resume();
  await platform.advanceTime(10_000);
  expect(task.state.name).toBe("done");
  expect([...cloud.objects.values()]).toEqual([1]);
});

test("pause and resume do nothing to an upload that is over or running", async () => {
  const { platform, task } = begin();
  task.resume();
  expect(task.state.name).toBe("queued");
  await platform.advanceTime(30_000);
  task.pause();
  task.resume();
  expect(task.state.name).toBe("done");
  expect(() => task.retry()).toThrow(TypeError);
  expect(UploadError.name).toBe("UploadError");
});

test("other files are sent while one is paused", async () => {
  const { platform, task, uploader } = begin();
  await platform.advanceTime(1_000);
  task.pause();
  const second = uploader.upload({ filePath: "second" });
  await platform.advanceTime(30_000);
  expect([task.state.name, second.state.name]).toEqual(["paused", "done"]);
  expect(() => task.retry()).toThrow("no retry() while paused");
});
