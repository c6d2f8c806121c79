import { UploadError } from "../../../src/uploader/index";
import { createMultipart } from "../../../src/uploader/multipart/index";
import { cosRejection, respond } from "../../fakes/fake-cloud";
import { areFiles, createStorage, multipartFixture, VIDEO, video } from "./multipart-fixture";

const FILE = video(30_500);
let warnings: string[] = [];
beforeEach(() => {
  warnings = [];
  jest.spyOn(console, "warn").mockImplementation((text) => void warnings.push(String(text)));
});

describe("reading (lesson A16)", () => {
  const lengths = { nothing: 0, "too little": 400, "too much": 1_004 };
  const readings = Object.entries(lengths).flatMap(([what, length]) =>
    [1, 2].map((times) => [what, times, length] as const),
  );

  test.each(readings)("a phone reads %s of part 7, %i times", async (_, times, length) => {
    let reads = 0;
    const { cloud, begin } = multipartFixture();
    const { uploader, platform } = begin({
      files: { [VIDEO]: FILE, other: video(5_000, 2) },
      onRead({ position, length: wanted }, data) {
        if (position !== 6_000 || wanted !== 1_000) return data;
        reads += 1;
        return reads <= times ? new ArrayBuffer(length) : data;
      },
    });
    const [task, other] = uploader.uploadAll([{ filePath: VIDEO }, { filePath: "other" }]);
    await platform.advanceTime(20_000);
    expect(other?.state.name).toBe("done");
    expect(cloud.faults).toEqual([]);
    if (times === 1) {
      expect(task?.state.name).toBe("done");
      return;
    }
    expect(task?.state).toMatchObject({ name: "failed", error: { code: "file_unreadable", stage: "upload" } });
    expect(cloud.sentParts().filter((partNumber) => partNumber === 7)).toHaveLength(0);
    expect(cloud.count("abort")).toBe(0);
    task?.retry();
    await platform.advanceTime(20_000);
    expect(task?.state.name).toBe("done");
    expect(cloud.count("start")).toBe(2);
    expect(cloud.objects.size).toBe(2);
  });

  test("reads only ranges within the file, and each part into a buffer of its own", async () => {
    const { cloud, begin } = multipartFixture();
    const ends: number[] = [];
    const { uploader, platform } = begin({
      files: { [VIDEO]: FILE },
      onRead({ position = 0, length = 0 }, data) {
        ends.push(position + length);
        return data;
      },
    });
    uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(20_000);
    expect(Math.max(...ends)).toBe(30_500);
    const buffers = cloud.calls.flatMap(({ name, request }) => (name === "part" ? [request.data] : []));
    expect(new Set(buffers).size).toBe(31);
    expect(buffers.every((data) => data instanceof ArrayBuffer)).toBe(true);
  });

  test("a file that becomes shorter, and reads as zeros beyond its end, is not completed", async () => {
    let bytes = FILE.length;
    const { cloud, begin } = multipartFixture();
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, fileBytes: () => bytes });
    const task = uploader.upload({ filePath: VIDEO });
    task.on("change", ({ name }) => {
      if (name === "uploading") bytes = 20_000;
    });
    await platform.advanceTime(20_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "file_changed", stage: "upload" } });
    expect(cloud.count("complete")).toBe(0);
  });

  test("a file that is deleted fails with file_not_found, and can be continued when it is picked again", async () => {
    const files: Record<string, Uint8Array<ArrayBuffer>> = { [VIDEO]: FILE };
    const { cloud, begin, now } = multipartFixture({ wait: async (_, scope) => now()?.delay(scope, 100) });
    const { uploader, platform } = begin({ files });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(800);
    delete files[VIDEO];
    await platform.advanceTime(20_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "file_not_found" } });
    files["again"] = FILE;
    const again = uploader.upload({ filePath: "again" });
    await platform.advanceTime(20_000);
    expect(again.state.name).toBe("done");
    expect([cloud.count("start"), cloud.count("list")]).toEqual([1, 1]);
  });
});

describe("storage (lesson A13)", () => {
  const fails = async () => Promise.reject(new Error("the quota has been reached"));
  const never = () => new Promise<never>(() => {});
  const garbage = [
    "",
    "{",
    "[]",
    "null",
    '{"version":0}',
    '{"version":1}',
    '{"version":1,"checksums":{}}',
    "\u0000",
    "7",
  ];

  test.each([
    ["cannot be written", { set: fails }],
    ["cannot be read", { get: fails }],
    ["does neither", { get: fails, set: fails, remove: fails }],
    ["never calls back", { get: never, set: never, remove: never }],
    ["never calls back from a write", { set: never }],
  ])("that %s: the upload is done, with one warning", async (_, broken) => {
    const { cloud, begin } = multipartFixture({ storage: { ...createStorage().storage, ...broken } });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(20_000);
    expect(task.state.name).toBe("done");
    expect(areFiles(cloud.objects.values(), FILE)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^cos-uploader: The storage fails, so large files cannot be resumed after a restart/);
    expect(await uploader.unfinished()).toEqual([]);
  });

  test("that fails from the third write: the upload is done, and its record is removed", async () => {
    const { storage, texts, writes } = createStorage();
    const { begin } = multipartFixture({
      storage: { ...storage, set: (scope, key, text) => (writes() < 2 ? storage.set(scope, key, text) : fails()) },
    });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(20_000);
    expect(task.state.name).toBe("done");
    expect(warnings).toHaveLength(1);
    expect(texts.size).toBe(0);
  });

  test.each(garbage)("that holds %j: it is ignored and replaced", async (text) => {
    const { storage, texts } = createStorage();
    for (let slot = 0; slot < 20; slot += 1) texts.set(`wx-cos-uploader/unfinished/${slot}`, text);
    const { begin, cloud } = multipartFixture({ storage });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    expect(await uploader.unfinished()).toEqual([]);
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(20_000);
    expect(task.state.name).toBe("done");
    expect(cloud.objects.size).toBe(1);
    expect(warnings).toEqual([]);
  });

  test("a platform without storage: the upload is done, and can be paused", async () => {
    const { cloud, begin, now } = multipartFixture({ wait: async (_, scope) => now()?.delay(scope, 100) });
    const { library, platform } = begin({ files: { [VIDEO]: FILE } });
    const uploader = library.createUploader({
      serverUrl: "https://sign.example.com",
      platform: { ...platform, storage: undefined },
      multipart: library.createMultipart({ thresholdBytes: 2_000 }),
    });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(1_000);
    task.pause();
    task.resume();
    await platform.advanceTime(20_000);
    expect(task.state.name).toBe("done");
    expect([cloud.count("start"), cloud.count("list")]).toEqual([1, 1]);
    expect(warnings).toEqual([]);
  });

  test("has one write for each part, and no record of what is finished", async () => {
    const { storage, texts, writes } = createStorage();
    const { begin } = multipartFixture({ storage });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    for (let count = 1; count <= 25; count += 1) {
      uploader.upload({ filePath: VIDEO });
      await platform.advanceTime(1_000);
      expect(writes()).toBe(count * (31 + 2));
    }
    expect(texts.size).toBe(0);
  });

  test("keeps the 20 latest unfinished uploads", async () => {
    const { storage, texts } = createStorage();
    const { begin, cloud } = multipartFixture({
      storage,
      fateOf: ({ name }) => (name === "part" ? respond(400) : undefined),
    });
    for (let count = 1; count <= 23; count += 1) {
      const { uploader, platform } = begin({ files: { [VIDEO]: video(5_000 + count, count) } });
      uploader.upload({ filePath: VIDEO });
      await platform.advanceTime(1_000);
    }
    expect(texts.size).toBe(20);
    const unfinished = await begin().uploader.unfinished();
    expect(unfinished.map(({ bytes }) => bytes)).toEqual(Array.from({ length: 20 }, (_, index) => 5_023 - index));
    expect(cloud.uploads.size).toBe(23);
  });

  test("three large files that start at once are three records", async () => {
    const { storage, texts } = createStorage();
    const { begin, now } = multipartFixture({ storage, wait: async (_, scope) => now()?.delay(scope, 100) });
    const { uploader, platform } = begin({ files: { a: video(9_000, 1), b: video(9_000, 2), c: video(9_000, 3) } });
    uploader.uploadAll([{ filePath: "a" }, { filePath: "b" }, { filePath: "c" }]);
    await platform.advanceTime(400);
    expect(texts.size).toBe(3);
  });
});

describe("signatures (lessons A6 and A7)", () => {
  test("the signing server is away for 40 seconds when more signatures are due: the upload continues by itself", async () => {
    const { cloud, begin, now } = multipartFixture({
      wait: async (_, scope) => now()?.delay(scope, 200),
      fateOf: ({ name }) => (name === "parts" && (now()?.nowMs() ?? 0) < 46_000 ? "network" : undefined),
    });
    const { uploader, platform } = begin({ files: { [VIDEO]: video(60_000) } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(100_000);
    expect(task.state.name).toBe("done");
    expect(cloud.count("parts")).toBeGreaterThan(3);
    expect(cloud.sentParts()).toHaveLength(60);
  });

  test("signatures are requested ahead, 100 at a time", async () => {
    const { cloud, begin, now } = multipartFixture({ wait: async (_, scope) => now()?.delay(scope, 50) });
    const { uploader, platform } = begin({ files: { [VIDEO]: video(150_000) } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(60_000);
    expect(task.state.name).toBe("done");
    const requested = cloud.calls
      .filter(({ name }) => name === "parts")
      .map(({ request }) => JSON.parse(String(request.data)).partNumbers.length);
    expect(requested).toEqual([100, 30]);
    const order = cloud.calls.map(({ name, partNumber }) => partNumber ?? name);
    expect(order.indexOf("parts")).toBeLessThan(order.indexOf(20));
  });

  test("signatures that expire while they are queued are never sent", async () => {
    const { cloud, begin, now } = multipartFixture({
      lifetimeSeconds: 60,
      wait: async ({ name }, scope) => now()?.delay(scope, name === "part" ? 15_000 : 100),
    });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO });
    const rejected: string[] = [];
    await platform.advanceTime(1_200_000);
    expect(task.state.name).toBe("done");
    expect(rejected).toEqual([]);
    expect(cloud.sentParts()).toHaveLength(31);
    expect(cloud.count("parts")).toBeGreaterThan(3);
  });

  test("COS's clock jumps by 20 minutes: at most one part in each of the three slots is sent in vain", async () => {
    let aheadMs = 0;
    const { cloud, begin, now } = multipartFixture({
      wait: async (_, scope) => now()?.delay(scope, 200),
      nowMs: () => (now()?.nowMs() ?? 0) + aheadMs,
    });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(1_500);
    aheadMs = 1_200_000;
    await platform.advanceTime(30_000);
    expect(task.state.name).toBe("done");
    expect(cloud.sentParts().length).toBeLessThanOrEqual(31 + 3);
  });

  test("a live signature that COS rejects is replaced twice, and then the upload fails with COS's code", async () => {
    const { cloud, begin } = multipartFixture({
      fateOf: ({ partNumber }) => (partNumber === 2 ? cosRejection(403, "AccessDenied") : undefined),
    });
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(30_000);
    expect(task.state).toMatchObject({
      name: "failed",
      error: { code: "upload_refused", status: 403, remoteCode: "AccessDenied", stage: "upload" },
    });
    const sent = cloud.calls.filter(({ partNumber }) => partNumber === 2);
    expect(new Set(sent.map(({ request }) => request.header?.["Authorization"])).size).toBe(3);
    expect(sent).toHaveLength(3);
  });

  test("with checkIntegrity and a platform that computes MD5, each part is signed with its own", async () => {
    const { cloud, begin } = multipartFixture();
    const md5 = (data: ArrayBuffer) => `md5 of ${new Uint8Array(data)[0]}`;
    const { uploader, platform } = begin({ files: { [VIDEO]: FILE }, md5, uploader: { checkIntegrity: true } });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(30_000);
    expect(task.state.name).toBe("done");
    const parts = cloud.calls.filter(({ name }) => name === "part");
    for (const { request } of parts) {
      const data = request.data instanceof ArrayBuffer ? request.data : new ArrayBuffer(0);
      expect(request.header?.["Content-MD5"]).toBe(md5(data));
    }
  });

  test.each([
    [
      "of another object",
      { uploadUrl: "https://videos-1250000000.cos.ap-guangzhou.myqcloud.com/other?partNumber=1" },
      "signature_mismatch",
    ],
    [
      "of another host",
      { uploadUrl: "https://evil.example.com/uploads/anyone/1.mp4?partNumber=1" },
      "signature_mismatch",
    ],
    [
      "without encryption",
      { uploadUrl: "http://videos-1250000000.cos.ap-guangzhou.myqcloud.com/uploads/anyone/1.mp4?x" },
      "bad_sign_answer",
    ],
    ["of another length", { bytes: 7 }, "signature_mismatch"],
    ["of a part beyond the last", { partNumber: 32 }, "signature_mismatch"],
    ["without headers", { headers: undefined }, "bad_sign_answer"],
    ["with a header that is no text", { headers: { Authorization: 7 } }, "bad_sign_answer"],
    ["that is no object", "text", "bad_sign_answer"],
  ])("a signature %s is rejected, and nothing is sent", async (_, changed, code) => {
    const { cloud, begin } = multipartFixture();
    const { uploader, platform } = begin({
      files: { [VIDEO]: FILE },
      async onRequest(request, scope) {
        const reply = await cloud.onRequest(request, scope);
        if (typeof reply === "string" || !request.url.endsWith("/multipart")) return reply;
        const body = JSON.parse(reply.data);
        body.parts[0] = typeof changed === "string" ? changed : { ...body.parts[0], ...changed };
        return { ...reply, data: JSON.stringify(body) };
      },
    });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(30_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code, stage: "sign" } });
    expect(cloud.count("part")).toBe(0);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["no token", { uploadToken: undefined }, "bad_sign_answer"],
    ["part sizes that do not add up", { partBytes: 500 }, "signature_mismatch"],
    ["no parts", { parts: undefined }, "bad_sign_answer"],
    ["a lifetime of 0", { expiresInSeconds: 0 }, "bad_sign_answer"],
    ["part size 0", { partBytes: 0 }, "bad_sign_answer"],
    ["a script as the object's URL", { objectUrl: "javascript:alert(1)" }, "bad_sign_answer"],
    ["an object's URL without encryption", { objectUrl: "http://videos.example.com/1.mp4" }, "bad_sign_answer"],
    ["no time to resume", { resumableSeconds: "soon" }, "bad_sign_answer"],
  ])("a start with %s is rejected, and nothing is sent", async (_, changed, code) => {
    const { cloud, begin } = multipartFixture();
    const { uploader, platform } = begin({
      files: { [VIDEO]: FILE },
      async onRequest(request, scope) {
        const reply = await cloud.onRequest(request, scope);
        return typeof reply === "string"
          ? reply
          : { ...reply, data: JSON.stringify({ ...JSON.parse(reply.data), ...changed }) };
      },
    });
    const task = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(30_000);
    expect(task.state).toMatchObject({ name: "failed", error: { code, stage: "sign" } });
    expect(cloud.count("part")).toBe(0);
  });
});

describe("fallback", () => {
  test.each([
    ["501", respond(501, '{"code":"service_keys_missing"}')],
    ["404 of an older server", respond(404, '{"code":"not_found"}')],
    ["405 of an older server", respond(405, '{"code":"method_not_allowed"}')],
  ])("after %s, the file and all later ones are sent as forms, without a failed state", async (_, rejection) => {
    const { createFakeCloud } = await import("../../fakes/fake-cloud");
    const forms = createFakeCloud();
    const { begin } = multipartFixture();
    const starts: string[] = [];
    const { uploader, platform } = begin({
      files: { [VIDEO]: FILE, "2.mp4": FILE },
      onRequest(request) {
        if (!request.url.includes("/multipart")) return forms.onRequest(request);
        starts.push(request.url);
        return rejection;
      },
      onForm: forms.onForm,
    });
    const states: string[] = [];
    uploader.on("change", ({ state }) => states.push(state.name));
    const first = uploader.upload({ filePath: VIDEO });
    await platform.advanceTime(10_000);
    const second = uploader.upload({ filePath: "2.mp4" }, { method: "multipart" });
    await platform.advanceTime(10_000);
    expect([first.state, second.state]).toMatchObject([
      { name: "done", result: { method: "post" } },
      { name: "done", result: { method: "post" } },
    ]);
    expect(starts).toHaveLength(1);
    expect(states).not.toContain("failed");
    expect(states).not.toContain("retrying");
  });

  test("without the option, a file of any size is sent as a form, also with method multipart, and nothing is unfinished", async () => {
    const { platformFixture } = await import("../platform-fixture");
    const { uploader, platform } = platformFixture({ files: { [VIDEO]: FILE } });
    const task = uploader.upload({ filePath: VIDEO }, { method: "multipart" });
    await platform.advanceTime(10_000);
    expect(task.state).toMatchObject({ name: "done", result: { method: "post" } });
    expect(await uploader.unfinished()).toEqual([]);
    const none = {
      id: "1",
      filePath: "",
      extension: "mp4",
      bytes: 1,
      sentBytes: 0,
      startedAtMs: 0,
      isFileThere: false,
    };
    await uploader.discard(none);
  });

  test.each([
    [2_000, undefined, "post"],
    [2_001, undefined, "multipart"],
    [2_001, "auto", "multipart"],
    [2_001, "post", "post"],
    [2_001, "put", "put"],
    [500, "multipart", "multipart"],
  ] as const)("a file of %i bytes with method %s is sent as %s", async (bytes, method, expected) => {
    const { createFakeCloud } = await import("../../fakes/fake-cloud");
    const forms = createFakeCloud();
    const { begin, cloud } = multipartFixture();
    const { uploader, platform } = begin({
      files: { [VIDEO]: video(bytes) },
      onRequest: (request, scope) =>
        /multipart|uploadId/.test(request.url) ? cloud.onRequest(request, scope) : forms.onRequest(request),
      onForm: forms.onForm,
    });
    const task = uploader.upload({ filePath: VIDEO }, method && { method });
    await platform.advanceTime(10_000);
    expect(task.state).toMatchObject({ name: "done", result: { method: expected, bytes } });
  });
});

test.each([
  [{ thresholdBytes: -1 }, /thresholdBytes is -1; use a whole number/],
  [{ thresholdBytes: 1.5 }, /thresholdBytes is 1.5/],
  [{ thresholdBytes: Number.NaN }, /thresholdBytes is NaN/],
  [{ owner: "me" }, /owner is string; use a function/],
])("createMultipart(%j) throws a TypeError with the fix", (options, text) => {
  const create = Reflect.apply.bind(undefined, createMultipart, undefined);
  expect(() => create([options])).toThrow(TypeError);
  expect(() => create([options])).toThrow(text);
});

test("fingerprints and errors name no secret", async () => {
  const { cloud, begin } = multipartFixture({ fateOf: ({ name }) => (name === "complete" ? respond(500) : undefined) });
  const { uploader, platform } = begin({ files: { [VIDEO]: FILE } });
  const task = uploader.upload({ filePath: VIDEO });
  await platform.advanceTime(600_000);
  expect(task.state.name).toBe("failed");
  const error = task.state.name === "failed" ? task.state.error : new UploadError("unexpected");
  const token = [...cloud.uploads.keys()].join();
  expect(`${error.message} ${warnings}`).not.toContain(token);
});
