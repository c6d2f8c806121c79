import { createPlayback, type PlaybackView } from "../../../src/pages/player/playback";
import { UploadError } from "../../../src/uploader/index";
import { createFakeReading, createFakeUploads } from "../../fakes/fake-reading";

const KEY = "uploads/a/20261130/video.mp4";

/** A player whose URLs are `v1`, `v2` and so on, each valid for ten minutes. */
async function fixture() {
  const { wechat, results } = createFakeReading();
  const server = createFakeUploads();
  const clock = { nowMs: 1_000_000 };
  const player: (string | number)[] = [];
  const views: PlaybackView[] = [];
  let version = 0;
  const sign = () => {
    version += 1;
    return { downloads: [{ cosKey: KEY, url: `v${version}` }], expiresInSeconds: 600, expiresAt: 1 };
  };
  server.replies.downloads = sign;
  results.request = { statusCode: 206 };
  const playback = createPlayback({
    key: KEY,
    uploads: server.client,
    wechat,
    player: { play: () => player.push("play"), seek: (seconds) => player.push(seconds) },
    nowMs: () => clock.nowMs,
    show: (view) => views.push(view),
  });
  await playback.start();
  return { playback, server, clock, player, views, results, sign, last: () => views.at(-1) };
}

test("plays by a signed URL", async () => {
  const { views, playback, player } = await fixture();
  playback.loaded();
  expect(views).toEqual([{ name: "loading" }, { name: "playing", url: "v1" }]);
  expect(player).toEqual([]);
});

test("continues at the same second by a new URL when the old one has ended in the middle", async () => {
  const { playback, clock, last, player } = await fixture();
  playback.loaded();
  playback.played();
  playback.timeUpdated(41.5);
  clock.nowMs += 660_000;
  await playback.failed();
  expect(last()).toEqual({ name: "playing", url: "v2" });
  // Players report these while they load the new URL.
  playback.paused();
  playback.timeUpdated(0);
  playback.loaded();
  expect(player).toEqual([41.5, "play"]);
});

test("a paused video stays paused", async () => {
  const { playback, clock, player } = await fixture();
  playback.played();
  playback.timeUpdated(12);
  playback.paused();
  clock.nowMs += 660_000;
  await playback.failed();
  playback.loaded();
  expect(player).toEqual([12]);
});

test("a phone that reports no error, and only waits, gets a new URL after the end of the old one", async () => {
  const { playback, clock, last, server } = await fixture();
  playback.timeUpdated(12);
  await playback.waiting();
  expect(server.calls).toHaveLength(1);
  clock.nowMs += 600_000;
  await playback.waiting();
  expect(last()).toEqual({ name: "playing", url: "v2" });
});

test("a video that only waits plays on if its URL is still valid, because the phone's clock has moved", async () => {
  const { playback, clock, views, player, server, sign } = await fixture();
  server.replies.downloads = () => ({ downloads: [{ cosKey: KEY, url: "v1" }], expiresInSeconds: 300, expiresAt: 1 });
  playback.timeUpdated(12);
  clock.nowMs += 600_000;
  await playback.waiting();
  expect(views).toEqual([{ name: "loading" }, { name: "playing", url: "v1" }]);
  playback.timeUpdated(13);
  server.replies.downloads = sign;
  await playback.failed();
  playback.loaded();
  expect(player).toEqual([13, "play"]);
});

test("a URL that ended although the phone's clock is slow is signed again", async () => {
  const { playback, last } = await fixture();
  playback.timeUpdated(3);
  await playback.failed();
  expect(last()).toEqual({ name: "playing", url: "v2" });
});

test.each([
  [404, "gone"],
  [403, "failed"],
  [206, "failed"],
  [500, "failed"],
])("a second failure before the video moved on is the last: status %i, %s", async (statusCode, name) => {
  const { playback, last, results, server } = await fixture();
  results.request = { statusCode };
  playback.timeUpdated(3);
  await playback.failed();
  await playback.failed();
  expect(last()).toEqual({ name });
  await playback.failed();
  expect(server.calls).toHaveLength(2);
});

test("a server that signs the same URL again leads to no loop", async () => {
  const { playback, last, server, results } = await fixture();
  server.replies.downloads = () => ({ downloads: [{ cosKey: KEY, url: "v1" }], expiresInSeconds: 600, expiresAt: 1 });
  results.request = { statusCode: 404 };
  playback.timeUpdated(3);
  await playback.failed();
  expect([last(), server.calls.length]).toEqual([{ name: "gone" }, 2]);
});

test("after a failure to sign, a retry continues at the same second", async () => {
  const { playback, last, server, player, sign } = await fixture();
  playback.timeUpdated(7);
  server.replies.downloads = () => new UploadError("network");
  await playback.failed();
  expect(last()).toEqual({ name: "failed" });
  server.replies.downloads = sign;
  await playback.start();
  playback.loaded();
  expect([last(), player]).toEqual([{ name: "playing", url: "v2" }, [7, "play"]]);
});

test("a page that is closed shows nothing more", async () => {
  const { playback, views } = await fixture();
  const before = views.length;
  playback.timeUpdated(7);
  const failed = playback.failed();
  playback.close();
  await failed;
  await playback.failed();
  expect(views).toHaveLength(before);
});
