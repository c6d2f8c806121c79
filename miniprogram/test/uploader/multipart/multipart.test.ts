import { statesOf } from "../platform-fixture";
import { areFiles, createStorage, multipartFixture, VIDEO, video } from "./multipart-fixture";

const FILE = video(10_500);

test("sends a large file in parts, and completes it once", async () => {
  const { cloud, begin } = multipartFixture();
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  const states = statesOf(task);
  await platform.advanceTime(1_000);
  expect(task.state).toMatchObject({ name: "done", result: { method: "multipart", bytes: 10_500, etag: "whole-1" } });
  const [[key, object] = []] = [...cloud.objects];
  expect(key).toBe("uploads/anyone/1.mp4");
  expect(areFiles([object], FILE)).toBe(true);
  expect(cloud.sentParts()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(cloud.count("complete")).toBe(1);
  expect(cloud.uploads.size).toBe(0);
  expect(cloud.faults).toEqual([]);
  expect([...new Set(states)]).toEqual(["queued", "checking", "signing", "uploading", "done"]);
  expect([platform.timers(), platform.listeners(), platform.running()]).toEqual([0, 0, 0]);
});

test.each([
  true,
  false,
])("has the proof of its completion with confirm: %s, and nothing is requested for it", async (confirm) => {
  const { cloud, begin } = multipartFixture();
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, uploader: { confirm } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(1_000);
  expect(await task.result).toMatchObject({ confirmed: true, proof: "proof of uploads/anyone/1.mp4" });
  expect(platform.requests.filter(({ url }) => url.endsWith("/uploads/confirm"))).toEqual([]);
  expect(cloud.faults).toEqual([]);
});

test("an app that was killed continues with the parts that are missing", async () => {
  const { storage, texts } = createStorage();
  const { cloud, begin } = multipartFixture({
    storage,
    fateOf: ({ partNumber }) => (partNumber === 8 && cloud.count("list") === 0 ? "never" : undefined),
  });
  const first = begin({ files: { [VIDEO]: FILE } });
  first.uploader.upload({ filePath: VIDEO });
  await first.platform.advanceTime(1_000);
  const sentBefore = cloud.sentParts().length;
  expect(texts.size).toBe(1);

  const second = begin({ files: { "another path": FILE } });
  const [unfinished] = await second.uploader.unfinished();
  expect(unfinished).toMatchObject({ bytes: 10_500, sentBytes: 9_500, isFileThere: false, filePath: VIDEO });
  const task = second.uploader.upload({ filePath: "another path" });
  const states = statesOf(task);
  await second.platform.advanceTime(1_000);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
  expect(cloud.sentParts().slice(sentBefore)).toEqual([8]);
  expect([...new Set(states)]).toEqual(["queued", "checking", "resuming", "uploading", "done"]);
  expect([...texts]).toEqual([]);
  expect(cloud.faults).toEqual([]);
});
