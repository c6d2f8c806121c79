import type { CallFate } from "../../fakes/fake-multipart-cloud";
import { areFiles, createStorage, type LifeOptions, multipartFixture, VIDEO, video } from "./multipart-fixture";

const SIZE = 100_000;
const FILE = video(SIZE);

/** A file with the fingerprint of the first. They differ between the samples, in parts 6, 38 and 76. */
const LOOKALIKE = FILE.slice();
for (const at of [5_500, 37_500, 75_500]) LOOKALIKE[at] = 255 - (LOOKALIKE[at] ?? 0);

/** A phone whose app is killed after it has sent some of the first file's parts. */
async function killedAfter(parts: number, cloudOptions = {}, life: LifeOptions = { files: { [VIDEO]: FILE } }) {
  const { storage, texts } = createStorage();
  let isFirstLife = true;
  const fixture = multipartFixture({
    storage,
    ...cloudOptions,
    wait: async (_, scope) => fixture.now()?.delay(scope, 100),
    fateOf: ({ name }): CallFate | undefined =>
      isFirstLife && name === "part" && fixture.cloud.count("part") > parts ? "never" : undefined,
  });
  const first = fixture.begin(life);
  const [path = ""] = Object.keys(life.files ?? {});
  first.uploader.upload({ filePath: path });
  await first.platform.advanceTime(8_000);
  isFirstLife = false;
  return { ...fixture, first, texts, sent: fixture.cloud.sentParts().length };
}

test("continues at 70 % with one request to the signing server, and sends each missing part once", async () => {
  const { cloud, begin, sent } = await killedAfter(42);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const calls = cloud.calls.length;
  const task = uploader.upload({ filePath: VIDEO });
  const progress: number[] = [];
  task.on("change", (state) => state.name === "uploading" && progress.push(state.progress?.totalBytesSent ?? -1));
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.calls.slice(calls, calls + 2).map(({ name }) => name)).toEqual(["list", "part"]);
  expect(new Set(cloud.sentParts().slice(sent)).size).toBe(cloud.sentParts().length - sent);
  expect(cloud.sentParts().length - sent).toBe(100 - 42);
  expect(progress[0]).toBe(42_000);
  expect(progress).toEqual([...progress].sort((left, right) => left - right));
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
  expect(cloud.uploads.size).toBe(0);
});

/** Lesson A3. */
test.each([
  false,
  true,
])("another file with the same fingerprint never mixes with the first; checkIntegrity %s", async (checkIntegrity) => {
  const { cloud, begin } = await killedAfter(42, { showsChecksums: false });
  const { uploader, platform } = begin({ files: { other: LOOKALIKE }, uploader: { checkIntegrity } });
  const task = uploader.upload({ filePath: "other" });
  await platform.advanceTime(20_000);
  expect(cloud.count("list")).toBe(1);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), LOOKALIKE)).toBe(true);
  for (const partNumber of [6, 38]) expect(cloud.sentParts().filter((sent) => sent === partNumber)).toHaveLength(2);
  expect(cloud.sentParts().filter((sent) => sent === 5)).toHaveLength(1);
});

test("two files with one fingerprint in one life, the first paused: neither object is a mixture", async () => {
  const fixture = multipartFixture({ wait: async (_, scope) => fixture.now()?.delay(scope, 100) });
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE, other: LOOKALIKE } });
  const first = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(1_000);
  first.pause();
  const second = uploader.upload({ filePath: "other" });
  await platform.advanceTime(1_000);
  second.pause();
  first.resume();
  await platform.advanceTime(1_000);
  second.resume();
  await platform.advanceTime(30_000);
  const results = await Promise.all([first.result, second.result]);
  const objects = results.map(({ objectKey }) => fixture.cloud.objects.get(objectKey));
  expect(areFiles(objects, FILE, LOOKALIKE)).toBe(true);
});

test("a part whose first byte was sent again and not saved is not mixed with the file that is picked next", async () => {
  // The lookalike replaces part 6 of the upload. The response is lost, and the app is killed. The first file is picked again.
  const { cloud, begin, now } = await killedAfter(42, { showsChecksums: false });
  const second = begin({ files: { other: LOOKALIKE } });
  second.uploader.upload({ filePath: "other" });
  for (let step = 0; step < 400 && cloud.sentParts().filter((partNumber) => partNumber === 6).length < 2; step += 1) {
    await second.platform.advanceTime(20);
  }
  expect(cloud.sentParts().filter((partNumber) => partNumber === 6)).toHaveLength(2);
  for (const { parts } of cloud.uploads.values()) parts.set(6, LOOKALIKE.slice(5_000, 6_000));
  const third = begin({ files: { [VIDEO]: FILE } });
  const task = third.uploader.upload({ filePath: VIDEO });
  await third.platform.advanceTime(20_000);
  expect(now()).toBe(third.platform);
  expect(task.state.name).toBe("done");
  expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
});

/** Lesson A4. */
test("the checksum of the whole covers the parts of both lives", async () => {
  const { cloud, begin } = await killedAfter(42);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, uploader: { checkIntegrity: true } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  const [complete] = cloud.calls.filter(({ name }) => name === "complete");
  expect(JSON.parse(String(complete?.request.data))).toMatchObject({ crc64: expect.stringMatching(/^\d+$/) });
});

test("a byte of a part changes on COS before the app continues: the upload fails", async () => {
  const { cloud, begin } = await killedAfter(42);
  for (const { parts } of cloud.uploads.values()) parts.get(5)?.fill(7, 0, 1);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state).toMatchObject({ name: "failed", error: { remoteCode: "checksum_mismatch" } });
  expect(cloud.objects.size).toBe(0);
});

test("parts that COS holds and whose checksums were not saved are sent again, after those that are signed already", async () => {
  const { cloud, begin, texts } = await killedAfter(42);
  const [[key = "", text = ""] = []] = [...texts];
  const saved = JSON.parse(text);
  for (const partNumber of [7, 8, 9]) saved.checksums[partNumber - 1] = "";
  texts.set(key, JSON.stringify(saved));
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const calls = cloud.calls.length;
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.calls.slice(calls, calls + 2).map(({ name }) => name)).toEqual(["list", "part"]);
  for (const partNumber of [7, 8, 9]) expect(cloud.sentParts().filter((sent) => sent === partNumber)).toHaveLength(2);
});

/** Lesson A14. */
test("a pick with other bytes is a new upload, and the old one stays listed until it is discarded", async () => {
  const { cloud, begin } = await killedAfter(42);
  const picked = video(SIZE, 2);
  const { uploader, platform } = begin({ files: { picked } });
  const task = uploader.upload({ filePath: "picked" });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("list")).toBe(0);
  const unfinished = await uploader.unfinished();
  expect(unfinished).toMatchObject([{ filePath: VIDEO, sentBytes: 42_000, isFileThere: false, extension: "mp4" }]);
  await Promise.all([uploader.discard(unfinished[0] ?? fail()), platform.advanceTime(1_000)]);
  expect(cloud.count("abort")).toBe(1);
  expect(cloud.uploads.size).toBe(0);
  expect(await uploader.unfinished()).toEqual([]);
});

test("an upload that cannot be aborted is offered again", async () => {
  const { cloud, begin } = await killedAfter(42);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, onRequest: () => "network" });
  const [unfinished] = await uploader.unfinished();
  const discarded = uploader.discard(unfinished ?? fail()).catch((error: unknown) => error);
  await platform.advanceTime(60_000);
  expect(await discarded).toMatchObject({ code: "network" });
  expect(await uploader.unfinished()).toHaveLength(1);
  expect(cloud.uploads.size).toBe(1);
});

test.each([
  ["410", { statusCode: 410, header: {}, data: '{"code":"upload_gone"}' }],
  ["403", { statusCode: 403, header: {}, data: '{"code":"invalid_upload_token"}' }],
])("the list is %s: a new upload from zero", async (_, gone) => {
  const { storage } = createStorage();
  const fixture = multipartFixture({
    storage,
    fateOf: ({ name }) => (name === "list" ? gone : undefined),
    wait: async (_call, scope) => fixture.now()?.delay(scope, 100),
  });
  const first = fixture.begin({ files: { [VIDEO]: FILE } });
  first.uploader.upload({ filePath: VIDEO });
  await first.platform.advanceTime(1_000);
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(fixture.cloud.count("start")).toBe(2);
  expect(areFiles(fixture.cloud.objects.values(), FILE)).toBe(true);
  expect(await uploader.unfinished()).toEqual([]);
});

test("an upload whose time is over is neither offered nor continued", async () => {
  const { cloud, begin } = await killedAfter(42);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, startMs: 200_000_000 });
  expect(await uploader.unfinished()).toEqual([]);
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(cloud.count("list")).toBe(0);
});

/** A phone whose app is killed after it has sent everything. COS has the object, and the response is lost. */
async function killedWhileMerging() {
  const { storage } = createStorage();
  const fixture = multipartFixture({
    storage,
    fateOf: ({ name }) => (name === "complete" && fixture.cloud.count("complete") === 1 ? "lost" : undefined),
  });
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE } });
  uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(0);
  return fixture;
}

test("the app is killed while COS merges: the next life is done without sending a part", async () => {
  const fixture = await killedWhileMerging();
  expect(fixture.cloud.objects.size).toBe(1);
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  expect(fixture.cloud.sentParts()).toHaveLength(100);
  expect(fixture.cloud.objects.size).toBe(1);
  expect(await uploader.unfinished()).toEqual([]);
});

test("the app is killed while COS merges, and another file with the same fingerprint is picked: a new object", async () => {
  const fixture = await killedWhileMerging();
  const { uploader, platform } = fixture.begin({ files: { other: LOOKALIKE } });
  const task = uploader.upload({ filePath: "other" });
  await platform.advanceTime(20_000);
  expect(task.state.name).toBe("done");
  const key = task.state.name === "done" ? task.state.result.objectKey : "";
  expect(areFiles([fixture.cloud.objects.get(key)], LOOKALIKE)).toBe(true);
});

/** Lesson A12. */
test("the next person on the phone neither sees nor continues the upload, and the first continues later", async () => {
  const tokenOf = (sub: string) => `e30.${Buffer.from(JSON.stringify({ sub })).toString("base64url")}.c2ln`;
  const ownerOf = (token?: string) =>
    token === undefined ? undefined : JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sub;
  const lifeOf = (sub: string): LifeOptions => {
    let token: string | undefined;
    // As createWechatLogin does: no token before the server has rejected a request without one.
    const authorize = async (rejected?: string) => {
      if (rejected !== undefined) token = tokenOf(sub);
      return token;
    };
    return { files: { [VIDEO]: FILE }, uploader: { authorize } };
  };
  const { cloud, begin, sent } = await killedAfter(24, { ownerOf }, lifeOf("A"));
  const tokens = [...cloud.uploads.keys()];
  const bob = begin(lifeOf("B"));
  const before = cloud.calls.length;
  expect(await bob.uploader.unfinished()).toEqual([]);
  const bobs = bob.uploader.upload({ filePath: VIDEO });
  await bob.platform.advanceTime(20_000);
  expect(bobs.state).toMatchObject({ name: "done", result: { objectKey: expect.stringContaining("/B/") } });
  const texts = cloud.calls.slice(before).map(({ request }) => `${request.url} ${request.data}`);
  expect(texts.filter((text) => tokens.some((token) => text.includes(`"${token}"`)))).toEqual([]);
  const alice = begin(lifeOf("A"));
  expect(await alice.uploader.unfinished()).toMatchObject([{ sentBytes: 24_000 }]);
  const alices = alice.uploader.upload({ filePath: VIDEO });
  await alice.platform.advanceTime(20_000);
  expect(alices.state).toMatchObject({ name: "done", result: { objectKey: expect.stringContaining("/A/") } });
  expect(cloud.sentParts()).toHaveLength(sent + 100 + 76);
  expect(cloud.faults).toEqual([]);
});

test("somebody else logs in while a file is sent: the upload fails, and nothing is stored for them", async () => {
  const tokenOf = (sub: string) => `e30.${Buffer.from(JSON.stringify({ sub })).toString("base64url")}.c2ln`;
  let user = "A";
  const fixture = multipartFixture({
    ownerOf: (token) => token && JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).sub,
    wait: async (_, scope) => fixture.now()?.delay(scope, 100),
  });
  const authorize = async () => tokenOf(user);
  const { uploader, platform } = fixture.begin({ files: { [VIDEO]: FILE }, uploader: { authorize } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(300);
  user = "B";
  await platform.advanceTime(60_000);
  expect(task.state).toMatchObject({ name: "failed", error: { remoteCode: "invalid_upload_token" } });
  expect(fixture.cloud.count("start")).toBe(1);
  expect(fixture.cloud.objects.size).toBe(0);
});

test("the option owner separates people whose tokens do not show them", async () => {
  const { begin, first } = await killedAfter(24, {}, { files: { [VIDEO]: FILE }, owner: () => "A" });
  expect(first.platform.running()).toBeGreaterThan(0);
  expect(await begin({ files: { [VIDEO]: FILE }, owner: () => "B" }).uploader.unfinished()).toEqual([]);
  expect(await begin({ files: { [VIDEO]: FILE } }).uploader.unfinished()).toEqual([]);
  expect(await begin({ files: { [VIDEO]: FILE }, owner: () => "A" }).uploader.unfinished()).toHaveLength(1);
});

test("another server's uploads are not offered", async () => {
  const { begin } = await killedAfter(24);
  const { uploader } = begin({ uploader: { serverUrl: "https://other.example.com" } });
  expect(await uploader.unfinished()).toEqual([]);
  expect(await begin({ uploader: { serverUrl: "https://sign.example.com/" } }).uploader.unfinished()).toHaveLength(1);
});

test("two uploads of one file at once are two objects, and neither sends the other's parts", async () => {
  const fixture = multipartFixture({ wait: async (_, scope) => fixture.now()?.delay(scope, 100) });
  const first = fixture.begin({ files: { [VIDEO]: FILE } });
  const second = fixture.begin({ files: { [VIDEO]: FILE }, library: first.library });
  const tasks = [first, second].map(({ uploader }) => uploader.upload({ filePath: VIDEO }));
  for (let second_ = 0; second_ < 40; second_ += 1) {
    await first.platform.advanceTime(500);
    await second.platform.advanceTime(500);
  }
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done"]);
  expect(fixture.cloud.objects.size).toBe(2);
  expect(fixture.cloud.faults).toEqual([]);
});

test("a saved upload that two tasks find at once is continued by one, and the other makes its own", async () => {
  const { cloud, begin } = await killedAfter(24);
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const tasks = uploader.uploadAll([{ filePath: VIDEO }, { filePath: VIDEO }]);
  await platform.advanceTime(60_000);
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done"]);
  expect([cloud.count("list"), cloud.count("start"), cloud.objects.size]).toEqual([1, 2, 2]);
  expect(cloud.faults).toEqual([]);
});

test("an upload that another uploader of the app continues is not offered meanwhile", async () => {
  const { begin } = await killedAfter(24);
  const first = begin({ files: { [VIDEO]: FILE } });
  const second = begin({ files: { [VIDEO]: FILE }, library: first.library });
  expect(await second.uploader.unfinished()).toHaveLength(1);
  first.uploader.upload({ filePath: VIDEO });
  await first.platform.advanceTime(300);
  expect(await second.uploader.unfinished()).toEqual([]);
});

function fail(): never {
  throw new Error("there is no unfinished upload");
}
