import { createUploader, type Platform, type UploadTask } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { startLossyProxy } from "../stack/lossy-proxy.ts";
import { sampleBytes, writeSample } from "../stack/sample-files.ts";
import { type Stack, startStack } from "../stack/start-stack.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

let stack: Stack;
let proxy: Awaited<ReturnType<typeof startLossyProxy>>;
beforeAll(async () => {
  stack = await startStack();
  proxy = await startLossyProxy(stack.cosHost);
});
afterAll(async () => {
  await proxy.close();
  await stack.close();
});

/**
 * Creates a phone that reaches the bucket through the proxy.
 *
 * @param delayFactor factor for all delays, so that a batch stays open while a busy machine still checks files
 */
function phone(delayFactor = 1) {
  const wechat = createNodeWechat({ [stack.cosHost]: proxy.host });
  const { delay, ...rest } = createWechatPlatform(wechat);
  const platform: Platform = { ...rest, delay: (work, delayMs) => delay(work, delayMs * delayFactor) };
  const uploader = createUploader({ serverUrl: stack.serverUrl, platform, retry: { baseDelayMs: 1 } });
  return { wechat, uploader };
}

const photo = (name: string, bytes = 20_000) =>
  writeSample(stack.directory, `${name}.jpg`, sampleBytes("jpg", bytes, name));

function statesOf(task: UploadTask): string[] {
  const names: string[] = [];
  task.on("change", ({ name, ...state }) => {
    if (name !== "uploading" || !("progress" in state && state.progress)) names.push(name);
  });
  return names;
}

/** Runs `work`. Returns the keys of the objects that were added meanwhile. */
async function newKeys(work: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(await stack.bucket.keys());
  await work();
  return (await stack.bucket.keys()).filter((key) => !before.has(key));
}

describe.each(["put", "post"] as const)("by %s", (method) => {
  test("succeeds and stores exactly one complete object if the response is lost after the bytes arrived", async () => {
    const { uploader } = phone();
    const filePath = await photo(`lost ${method}`);
    proxy.nextActions.push("lose response");
    const task = uploader.upload({ filePath }, { method });
    const states = statesOf(task);
    const keys = await newKeys(() => task.result);
    expect(states).toEqual(["checking", "signing", "uploading", "retrying", "uploading", "done"]);
    expect(keys).toEqual([(await task.result).objectKey]);
    expect((await stack.bucket.read(keys[0] ?? "")).bytes).toEqual(sampleBytes("jpg", 20_000, `lost ${method}`));
    expect(proxy.nextActions).toEqual([]);
  });

  test("stores one object if two responses are lost and the user retries", async () => {
    const wechat = createNodeWechat({ [stack.cosHost]: proxy.host });
    const platform = createWechatPlatform(wechat);
    const uploader = createUploader({ serverUrl: stack.serverUrl, platform, retry: { maxAttempts: 1 } });
    const filePath = await photo(`twice ${method}`);
    proxy.nextActions.push("lose response", "lose response");
    const keys = await newKeys(async () => {
      const task = uploader.upload({ filePath }, { method });
      await expect(task.result).rejects.toMatchObject({ code: "network", stage: "upload" });
      task.retry();
      await expect(task.result).rejects.toMatchObject({ code: "network" });
      task.retry();
      await task.result;
    });
    expect(keys).toHaveLength(1);
  });

  test("stores the file at the third attempt under the same key after two 503 responses", async () => {
    const { uploader, wechat } = phone();
    proxy.nextActions.push({ status: 503 }, { status: 503 });
    const task = uploader.upload({ filePath: await photo(`busy ${method}`) }, { method });
    expect(await newKeys(() => task.result)).toHaveLength(1);
    expect(wechat.urls.filter((url) => url.startsWith(stack.serverUrl))).toHaveLength(1);
  });

  test("requests a new signature and stores the file under its key if a signature expires during the upload", async () => {
    const { uploader } = phone();
    const task = uploader.upload({ filePath: await photo(`late ${method}`) }, { method });
    const stop = task.on("change", ({ name }) => {
      if (name !== "uploading") return;
      stop();
      stack.clock.nowMs += 16 * 60_000;
    });
    const states = statesOf(task);
    const keys = await newKeys(() => task.result);
    expect(keys).toEqual([(await task.result).objectKey]);
    expect(states).toEqual(["checking", "signing", "uploading", "signing", "uploading", "done"]);
  });

  test("waits without a request while offline, and continues when back online", async () => {
    const { uploader, wechat } = phone();
    wechat.setOnline(false);
    const task = uploader.upload({ filePath: await photo(`offline ${method}`) }, { method });
    const states = statesOf(task);
    await new Promise<void>((resolve) => task.on("change", ({ name }) => name === "waiting_for_network" && resolve()));
    expect(wechat.urls).toEqual([]);
    wechat.setOnline(true);
    await task.result;
    expect(states).toEqual(["checking", "waiting_for_network", "signing", "uploading", "done"]);
  });

  test("continues with the same signature if the network is lost between signature and upload", async () => {
    const { uploader, wechat } = phone();
    const task = uploader.upload({ filePath: await photo(`tunnel ${method}`) }, { method });
    const stop = task.on("change", ({ name }) => {
      if (name !== "uploading") return;
      stop();
      wechat.setOnline(false);
      task.on("change", (next) => next.name === "waiting_for_network" && setImmediate(() => wechat.setOnline(true)));
    });
    const keys = await newKeys(() => task.result);
    expect(keys).toHaveLength(1);
    expect(wechat.urls.filter((url) => url.startsWith(stack.serverUrl))).toHaveLength(1);
  });

  test("uploads twenty files with one request for their signatures, each with its own bytes", async () => {
    const { uploader, wechat } = phone(100);
    const names = Array.from({ length: 20 }, (_, index) => `batch ${method} ${index}`);
    const files = await Promise.all(names.map(async (name) => ({ filePath: await photo(name, 2_000) })));
    const tasks = uploader.uploadAll(files, { method });
    const results = await Promise.all(tasks.map(({ result }) => result));
    const path = method === "put" ? "/put-sign/batch" : "/post-policy/batch";
    expect(wechat.urls.filter((url) => url.startsWith(stack.serverUrl))).toEqual([`${stack.serverUrl}${path}`]);
    expect(new Set(results.map(({ objectKey }) => objectKey)).size).toBe(20);
    for (const [index, { objectKey }] of results.entries()) {
      expect((await stack.bucket.read(objectKey)).bytes).toEqual(sampleBytes("jpg", 2_000, names[index]));
    }
  });

  test("stores the other four files if the server rejects one of five", async () => {
    const { uploader } = phone();
    const good = await Promise.all([1, 2, 3, 4].map((index) => photo(`good ${method} ${index}`, 2_000)));
    const bad = await writeSample(stack.directory, `paper ${method}.pdf`, Buffer.from("%PDF-1.7"));
    const tasks = uploader.uploadAll(
      [good[0], good[1], bad, good[2], good[3]].map((filePath = "") => ({ filePath })),
      { method },
    );
    const keys = await newKeys(() => Promise.allSettled(tasks.map(({ result }) => result)));
    expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "failed", "done", "done"]);
    expect(tasks[2]?.state).toMatchObject({ error: { remoteCode: "unsupported_extension" } });
    expect(keys).toHaveLength(4);
  });
});

test("a photo with the wrong extension is stored with its real type", async () => {
  const { uploader } = phone();
  const bytes = sampleBytes("png", 3_000, "liar");
  const filePath = await writeSample(stack.directory, "liar.jpg", bytes);
  const { objectKey, contentType } = await uploader.upload({ filePath }).result;
  expect([objectKey.endsWith(".png"), contentType]).toEqual([true, "image/png"]);
  expect(await stack.bucket.read(objectKey)).toEqual({ status: 200, bytes, contentType: "image/png" });
});

test("damaged bytes are rejected if checkIntegrity is on, and nothing is stored", async () => {
  const { uploader } = phone();
  const filePath = await photo("damaged", 2_000);
  proxy.nextActions.push("damage");
  const task = uploader.upload({ filePath }, { checkIntegrity: true });
  const keys = await newKeys(() => Promise.allSettled([task.result]));
  expect(task.state).toMatchObject({ name: "failed", error: { code: "upload_refused", remoteCode: "BadDigest" } });
  expect(keys).toEqual([]);
});
