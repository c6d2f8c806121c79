import { respond } from "../fakes/fake-cloud";
import { PATIENT, photos, platformFixture } from "./platform-fixture";

/** Method and path of every request to the signing server. */
const requestLines = (requests: readonly { method: string; url: string }[]) =>
  requests
    .filter(({ method }) => method !== "PUT")
    .map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+|\?.*$/g, "")}`);

const allDone = (tasks: readonly { readonly state: { readonly name: string } }[]) =>
  tasks.every(({ state }) => state.name === "done");

test.each([
  ["post", "/post-policy"],
  ["put", "/put-sign"],
] as const)("requests the signatures of twenty files by %s with one request to %s/batch, with one key per file", async (method, path) => {
  const { uploader, platform, cloud } = platformFixture();
  const tasks = uploader.uploadAll(photos(20), { method });
  await platform.advanceTime(0);
  expect(allDone(tasks)).toBe(true);
  expect(requestLines(platform.requests)).toEqual([`POST ${path}/batch`]);
  expect(cloud.objects.size).toBe(20);
  expect(JSON.parse(String(platform.requests[0]?.data)).files[0]).toEqual({ ext: "jpg", size: 8 });
});

test("requests the signature of one file with GET", async () => {
  const { uploader, platform } = platformFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(0);
  expect(requestLines(platform.requests)).toEqual(["GET /post-policy"]);
});

test("requests the signatures of forty-five files with three requests", async () => {
  const { uploader, platform } = platformFixture();
  const tasks = uploader.uploadAll(photos(45));
  await platform.advanceTime(1_000);
  expect(allDone(tasks)).toBe(true);
  expect(requestLines(platform.requests)).toHaveLength(3);
});

test("requests PUT and form signatures separately", async () => {
  const { uploader, platform } = platformFixture({ uploader: { concurrency: 4 } });
  uploader.uploadAll(photos(2), { method: "put", checkIntegrity: true });
  uploader.uploadAll(photos(2), { method: "post" });
  await platform.advanceTime(0);
  expect(requestLines(platform.requests).sort()).toEqual(["POST /post-policy/batch", "POST /put-sign/batch"]);
  const put = platform.requests.find(({ url }) => url.endsWith("/put-sign/batch"));
  expect(JSON.parse(String(put?.data)).files[0]).toEqual({
    ext: "jpg",
    size: 8,
    md5: "d41d8cd98f00b204e9800998ecf8427e",
  });
});

test("requests each signature on its own after a batch is rejected because of one file, and fails only that file", async () => {
  const { uploader, platform, cloud } = platformFixture();
  const rejection = respond(422, JSON.stringify({ code: "unsupported_extension", field: "files[1].ext" }));
  cloud.nextSignResponses.push(rejection);
  const tasks = uploader.uploadAll(photos(5));
  await platform.advanceTime(0);
  expect(allDone(tasks)).toBe(true);
  expect(requestLines(platform.requests)).toEqual(["POST /post-policy/batch", ...Array(5).fill("GET /post-policy")]);
});

test("fails the bad file with the server's own code", async () => {
  const bad = JSON.stringify({ code: "unsupported_extension", detail: "ext is gif" });
  const { uploader, platform, cloud } = platformFixture({
    files: { "bad.gif": new Uint8Array([...Buffer.from("GIF89a...")]) },
    onRequest: (request) =>
      /gif/.test(request.url + String(request.data)) ? respond(422, bad) : cloud.onRequest(request),
  });
  const tasks = uploader.uploadAll([...photos(2), { filePath: "bad.gif" }, { filePath: "4.jpg" }]);
  await platform.advanceTime(0);
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "failed", "done"]);
  expect(tasks[2]?.state).toMatchObject({ error: { code: "sign_refused", remoteCode: "unsupported_extension" } });
});

test("keeps the request for the other files if the first of a batch is cancelled meanwhile", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
  const { request } = platform;
  platform.request = async (scope, sent) => {
    await platform.delay(scope, 1_000);
    return request(scope, sent);
  };
  const [first, second] = uploader.uploadAll(photos(2));
  await platform.advanceTime(500);
  first?.cancel();
  await platform.advanceTime(0);
  expect(second?.state.name).toBe("signing");
  await platform.advanceTime(500);
  expect(second?.state.name).toBe("done");
  expect(requestLines(platform.requests)).toEqual(["POST /post-policy/batch"]);
  expect([...cloud.objects.keys()]).toEqual(["uploads/2.jpg"]);
});

test.each([403, 429, 500])("requests no signatures one by one after a batch is rejected with %i", async (status) => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.nextSignResponses.push(respond(status), respond(status));
  const tasks = uploader.uploadAll(photos(5));
  await platform.advanceTime(0);
  expect(tasks.map(({ state }) => state.name)).toEqual(["failed", "failed", "failed", "failed", "failed"]);
  expect(requestLines(platform.requests)).toEqual(["POST /post-policy/batch", "POST /post-policy/batch"]);
});

test.each([
  ["too few signatures", (uploads: unknown[]) => uploads.slice(1), "bad_sign_answer"],
  ["an entry without a signature", (uploads: unknown[]) => [uploads[0], { code: -1 }], "bad_sign_answer"],
])("rejects a batch's response with %s: %s, and sends nothing", async (_, change, code) => {
  const { uploader, platform, cloud } = platformFixture({
    onRequest(request) {
      const reply = cloud.onRequest(request);
      if (typeof reply === "string") return reply;
      return { ...reply, data: JSON.stringify({ uploads: change(JSON.parse(reply.data).uploads) }) };
    },
  });
  const tasks = uploader.uploadAll(photos(2));
  await platform.advanceTime(0);
  for (const { state } of tasks) expect(state).toMatchObject({ name: "failed", error: { code, stage: "sign" } });
  expect(platform.forms).toEqual([]);
});

test("waits for a slow check of another file for at most a tenth of a second", async () => {
  const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
  platform.compressImage = (scope) => platform.delay(scope, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
  const [quick] = [
    uploader.upload({ filePath: "1.jpg" }),
    uploader.upload({ filePath: "3.jpg" }, { compress: { minBytes: 1 } }),
  ];
  await platform.advanceTime(99);
  expect(quick?.state.name).toBe("signing");
  await platform.advanceTime(1);
  expect(quick?.state.name).toBe("done");
});

test("requests no signature for a file that is cancelled while it waits for the check of another", async () => {
  const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
  platform.compressImage = (scope) => platform.delay(scope, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
  const quick = uploader.upload({ filePath: "1.jpg" });
  const slow = uploader.upload({ filePath: "3.jpg" }, { compress: { minBytes: 1 } });
  await platform.advanceTime(50);
  quick.cancel();
  await platform.advanceTime(1_000);
  expect(platform.requests).toEqual([]);
  await platform.advanceTime(5_000);
  expect(slow.state.name).toBe("done");
  expect(requestLines(platform.requests)).toEqual(["GET /post-policy"]);
});

test("requests no signature for a cancelled file after a batch is rejected because of another", async () => {
  const { uploader, platform, cloud } = platformFixture();
  const { request } = platform;
  platform.request = async (scope, sent) => {
    await platform.delay(scope, 1_000);
    return request(scope, sent);
  };
  cloud.nextSignResponses.push(respond(422));
  const tasks = uploader.uploadAll(photos(3));
  await platform.advanceTime(500);
  tasks[1]?.cancel();
  await platform.advanceTime(5_000);
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "cancelled", "done"]);
  expect(requestLines(platform.requests)).toEqual(["POST /post-policy/batch", "GET /post-policy", "GET /post-policy"]);
});

test("requests no new signature for a file whose signature expired during its upload when another file needs one", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: PATIENT });
  cloud.nextResponses.push("never");
  const first = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(1_000_000);
  uploader.upload({ filePath: "2.jpg" });
  await platform.advanceTime(0);
  expect(requestLines(platform.requests)).toEqual(["GET /post-policy", "GET /post-policy"]);
  expect(first.state.name).toBe("uploading");
});

test("requests no new signature for a file whose upload is in doubt while it waits for a retry", async () => {
  const { uploader, platform, cloud } = platformFixture({
    uploader: { retry: { baseDelayMs: 2_000_000, maxDelayMs: 2_000_000 } },
  });
  cloud.nextResponses.push("lost");
  const first = uploader.upload({ filePath: "1.jpg" });
  await platform.advanceTime(950_000);
  uploader.upload({ filePath: "2.jpg" });
  await platform.advanceTime(0);
  expect(requestLines(platform.requests)).toEqual(["GET /post-policy", "GET /post-policy"]);
  expect(first.state.name).toBe("retrying");
  await platform.advanceTime(1_000_000);
  expect(first.state.name).toBe("done");
});

test("requests nothing for a file that was signed along with another", async () => {
  const { uploader, platform } = platformFixture();
  const { readFile } = platform;
  const slow: Readonly<Record<string, number>> = { "2.jpg": 50, "3.jpg": 400 };
  platform.readFile = async (scope, file) => {
    await platform.delay(scope, slow[file.filePath] ?? 0);
    return readFile(scope, file);
  };
  const tasks = uploader.uploadAll(photos(3));
  await platform.advanceTime(5_000);
  expect(allDone(tasks)).toBe(true);
  expect(requestLines(platform.requests)).toEqual(["POST /post-policy/batch", "GET /post-policy"]);
});

test("sends no request without a file if all are cancelled after the wait for others", async () => {
  for (let turns = 0; turns < 30; turns += 1) {
    const { uploader, platform } = platformFixture();
    const { readFile, delay } = platform;
    platform.readFile = async (scope, file) => {
      if (file.filePath === "2.jpg") await delay(scope, 1_000);
      return readFile(scope, file);
    };
    const cancelSoon = async () => {
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      first?.cancel();
    };
    platform.delay = async (scope, delayMs) => {
      await delay(scope, delayMs);
      void cancelSoon();
    };
    const [first] = uploader.uploadAll(photos(2));
    await platform.advanceTime(100);
    uploader.cancelAll();
    const unnamed = platform.requests.filter(({ method, url }) => method === "GET" && !url.includes("size="));
    expect([turns, unnamed]).toEqual([turns, []]);
  }
});
