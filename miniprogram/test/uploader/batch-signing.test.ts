import { respond } from "../fakes/fake-cloud";
import { PATIENT, photos, platformFixture } from "./platform-fixture";

/** Method and path of every request to the signing server. */
const asked = (requests: readonly { method: string; url: string }[]) =>
  requests
    .filter(({ method }) => method !== "PUT")
    .map(({ method, url }) => `${method} ${url.replace(/^https:\/\/[^/]+|\?.*$/g, "")}`);

const allDone = (tasks: readonly { readonly state: { readonly name: string } }[]) =>
  tasks.every(({ state }) => state.name === "done");

test.each([
  ["post", "/post-policy"],
  ["put", "/put-sign"],
] as const)("twenty files by %s – one request to %s/batch, each file its own key", async (method, path) => {
  const { uploader, platform, cloud } = platformFixture();
  const tasks = uploader.uploadAll(photos(20), { method });
  await platform.pass(0);
  expect(allDone(tasks)).toBe(true);
  expect(asked(platform.requests)).toEqual([`POST ${path}/batch`]);
  expect(cloud.objects.size).toBe(20);
  expect(JSON.parse(String(platform.requests[0]?.data)).files[0]).toEqual({ ext: "jpg", size: 8 });
});

test("one file – GET", async () => {
  const { uploader, platform } = platformFixture();
  uploader.upload({ filePath: "1.jpg" });
  await platform.pass(0);
  expect(asked(platform.requests)).toEqual(["GET /post-policy"]);
});

test("forty-five files – three requests", async () => {
  const { uploader, platform } = platformFixture();
  const tasks = uploader.uploadAll(photos(45));
  await platform.pass(1_000);
  expect(allDone(tasks)).toBe(true);
  expect(asked(platform.requests)).toHaveLength(3);
});

test("PUT and forms together – one request of each", async () => {
  const { uploader, platform } = platformFixture({ uploader: { concurrency: 4 } });
  uploader.uploadAll(photos(2), { method: "put", checkIntegrity: true });
  uploader.uploadAll(photos(2), { method: "post" });
  await platform.pass(0);
  expect(asked(platform.requests).sort()).toEqual(["POST /post-policy/batch", "POST /put-sign/batch"]);
  const put = platform.requests.find(({ url }) => url.endsWith("/put-sign/batch"));
  expect(JSON.parse(String(put?.data)).files[0]).toEqual({
    ext: "jpg",
    size: 8,
    md5: "d41d8cd98f00b204e9800998ecf8427e",
  });
});

test("a batch refused because of one file – each is asked for by itself, and only that one fails", async () => {
  const { uploader, platform, cloud } = platformFixture();
  const refusal = respond(422, JSON.stringify({ code: "unsupported_extension", field: "files[1].ext" }));
  cloud.signFates.push(refusal);
  const tasks = uploader.uploadAll(photos(5));
  await platform.pass(0);
  expect(allDone(tasks)).toBe(true);
  expect(asked(platform.requests)).toEqual(["POST /post-policy/batch", ...Array(5).fill("GET /post-policy")]);
});

test("and the bad one fails with the server's own code", async () => {
  const bad = JSON.stringify({ code: "unsupported_extension", detail: "ext is gif" });
  const { uploader, platform, cloud } = platformFixture({
    files: { "bad.gif": new Uint8Array([...Buffer.from("GIF89a...")]) },
    onRequest: (request) =>
      /gif/.test(request.url + String(request.data)) ? respond(422, bad) : cloud.onRequest(request),
  });
  const tasks = uploader.uploadAll([...photos(2), { filePath: "bad.gif" }, { filePath: "4.jpg" }]);
  await platform.pass(0);
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "failed", "done"]);
  expect(tasks[2]?.state).toMatchObject({ error: { code: "sign_refused", remoteCode: "unsupported_extension" } });
});

test("the first of a batch cancelled while it is asked for – those behind get theirs by the same request", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { concurrency: 1 } });
  const { request } = platform;
  platform.request = async (work, sent) => {
    await platform.delay(work, 1_000);
    return request(work, sent);
  };
  const [first, second] = uploader.uploadAll(photos(2));
  await platform.pass(500);
  first?.cancel();
  await platform.pass(0);
  expect(second?.state.name).toBe("signing");
  await platform.pass(500);
  expect(second?.state.name).toBe("done");
  expect(asked(platform.requests)).toEqual(["POST /post-policy/batch"]);
  expect([...cloud.objects.keys()]).toEqual(["uploads/2.jpg"]);
});

test.each([403, 429, 500])("a batch answered %i – not asked for one by one", async (status) => {
  const { uploader, platform, cloud } = platformFixture({ uploader: { retry: { maxAttempts: 1 } } });
  cloud.signFates.push(respond(status), respond(status));
  const tasks = uploader.uploadAll(photos(5));
  await platform.pass(0);
  expect(tasks.map(({ state }) => state.name)).toEqual(["failed", "failed", "failed", "failed", "failed"]);
  expect(asked(platform.requests)).toEqual(["POST /post-policy/batch", "POST /post-policy/batch"]);
});

test.each([
  ["too few signatures", (uploads: unknown[]) => uploads.slice(1), "bad_sign_answer"],
  ["one that is none", (uploads: unknown[]) => [uploads[0], { code: -1 }], "bad_sign_answer"],
])("a batch's answer with %s – %s, and nothing is sent", async (_, change, code) => {
  const { uploader, platform, cloud } = platformFixture({
    onRequest(request) {
      const reply = cloud.onRequest(request);
      if (typeof reply === "string") return reply;
      return { ...reply, data: JSON.stringify({ uploads: change(JSON.parse(reply.data).uploads) }) };
    },
  });
  const tasks = uploader.uploadAll(photos(2));
  await platform.pass(0);
  for (const { state } of tasks) expect(state).toMatchObject({ name: "failed", error: { code, stage: "sign" } });
  expect(platform.forms).toEqual([]);
});

test("a slow check holds the others' signatures up by a tenth of a second at most", async () => {
  const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
  platform.compressImage = (work) => platform.delay(work, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
  const [quick] = [
    uploader.upload({ filePath: "1.jpg" }),
    uploader.upload({ filePath: "3.jpg" }, { compress: { minBytes: 1 } }),
  ];
  await platform.pass(99);
  expect(quick?.state.name).toBe("signing");
  await platform.pass(1);
  expect(quick?.state.name).toBe("done");
});

test("cancelled while another's check is waited for – nothing is asked for it", async () => {
  const { uploader, platform } = platformFixture({ onCompress: () => "2.jpg" });
  platform.compressImage = (work) => platform.delay(work, 5_000).then(() => ({ tempFilePath: "2.jpg" }));
  const quick = uploader.upload({ filePath: "1.jpg" });
  const slow = uploader.upload({ filePath: "3.jpg" }, { compress: { minBytes: 1 } });
  await platform.pass(50);
  quick.cancel();
  await platform.pass(1_000);
  expect(platform.requests).toEqual([]);
  await platform.pass(5_000);
  expect(slow.state.name).toBe("done");
  expect(asked(platform.requests)).toEqual(["GET /post-policy"]);
});

test("a batch refused because of one file, of which one was cancelled since – nothing is asked for that", async () => {
  const { uploader, platform, cloud } = platformFixture();
  const { request } = platform;
  platform.request = async (work, sent) => {
    await platform.delay(work, 1_000);
    return request(work, sent);
  };
  cloud.signFates.push(respond(422));
  const tasks = uploader.uploadAll(photos(3));
  await platform.pass(500);
  tasks[1]?.cancel();
  await platform.pass(5_000);
  expect(tasks.map(({ state }) => state.name)).toEqual(["done", "cancelled", "done"]);
  expect(asked(platform.requests)).toEqual(["POST /post-policy/batch", "GET /post-policy", "GET /post-policy"]);
});

test("a signature that ended with its bytes on the way – not asked for again because another file wants one", async () => {
  const { uploader, platform, cloud } = platformFixture({ uploader: PATIENT });
  cloud.fates.push("never");
  const first = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(1_000_000);
  uploader.upload({ filePath: "2.jpg" });
  await platform.pass(0);
  expect(asked(platform.requests)).toEqual(["GET /post-policy", "GET /post-policy"]);
  expect(first.state.name).toBe("uploading");
});

test("nor while its upload is in doubt and waits to be tried again", async () => {
  const { uploader, platform, cloud } = platformFixture({
    uploader: { retry: { baseDelayMs: 2_000_000, maxDelayMs: 2_000_000 } },
  });
  cloud.fates.push("lost");
  const first = uploader.upload({ filePath: "1.jpg" });
  await platform.pass(950_000);
  uploader.upload({ filePath: "2.jpg" });
  await platform.pass(0);
  expect(asked(platform.requests)).toEqual(["GET /post-policy", "GET /post-policy"]);
  expect(first.state.name).toBe("retrying");
  await platform.pass(1_000_000);
  expect(first.state.name).toBe("done");
});

test("signed along with another before it asks itself – nothing more is asked for it", async () => {
  const { uploader, platform } = platformFixture();
  const { readFile } = platform;
  const slow: Readonly<Record<string, number>> = { "2.jpg": 50, "3.jpg": 400 };
  platform.readFile = async (work, file) => {
    await platform.delay(work, slow[file.filePath] ?? 0);
    return readFile(work, file);
  };
  const tasks = uploader.uploadAll(photos(3));
  await platform.pass(5_000);
  expect(allDone(tasks)).toBe(true);
  expect(asked(platform.requests)).toEqual(["POST /post-policy/batch", "GET /post-policy"]);
});

test("cancelled at any moment after the others were waited for – no request without a file", async () => {
  for (let turns = 0; turns < 30; turns += 1) {
    const { uploader, platform } = platformFixture();
    const { readFile, delay } = platform;
    platform.readFile = async (work, file) => {
      if (file.filePath === "2.jpg") await delay(work, 1_000);
      return readFile(work, file);
    };
    const cancelSoon = async () => {
      for (let turn = 0; turn < turns; turn += 1) await undefined;
      first?.cancel();
    };
    platform.delay = async (work, delayMs) => {
      await delay(work, delayMs);
      void cancelSoon();
    };
    const [first] = uploader.uploadAll(photos(2));
    await platform.pass(100);
    uploader.cancelAll();
    const unnamed = platform.requests.filter(({ method, url }) => method === "GET" && !url.includes("size="));
    expect([turns, unnamed]).toEqual([turns, []]);
  }
});
