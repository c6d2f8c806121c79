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
 * A phone whose way to the bucket leads through the proxy.
 *
 * @param patience how many times as long it waits for what may come sooner: files that are still checked on a busy machine
 */
function phone(patience = 1) {
  const wechat = createNodeWechat({ [stack.cosHost]: proxy.host });
  const { delay, ...rest } = createWechatPlatform(wechat);
  const platform: Platform = { ...rest, delay: (work, delayMs) => delay(work, delayMs * patience) };
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

/** Keys that came into the bucket while `work` ran. */
async function newKeys(work: () => Promise<unknown>): Promise<string[]> {
  const before = new Set(await stack.bucket.keys());
  await work();
  return (await stack.bucket.keys()).filter((key) => !before.has(key));
}

describe.each(["put", "post"] as const)("by %s", (method) => {
  it("an answer lost after the bytes arrived – a success, and exactly one object, whole", async () => {
    const { uploader } = phone();
    const filePath = await photo(`lost ${method}`);
    proxy.passages.push("answer lost");
    const task = uploader.upload({ filePath }, { method });
    const states = statesOf(task);
    const keys = await newKeys(() => task.result);
    expect(states).toEqual(["checking", "signing", "uploading", "retrying", "uploading", "done"]);
    expect(keys).toEqual([(await task.result).objectKey]);
    expect((await stack.bucket.read(keys[0] ?? "")).bytes).toEqual(sampleBytes("jpg", 20_000, `lost ${method}`));
    expect(proxy.passages).toEqual([]);
  });

  it("answers lost twice, begun anew by hand – still one object", async () => {
    const wechat = createNodeWechat({ [stack.cosHost]: proxy.host });
    const platform = createWechatPlatform(wechat);
    const uploader = createUploader({ serverUrl: stack.serverUrl, platform, retry: { maxAttempts: 1 } });
    const filePath = await photo(`twice ${method}`);
    proxy.passages.push("answer lost", "answer lost");
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

  it("503 twice – stored at the third attempt, under the one key", async () => {
    const { uploader, wechat } = phone();
    proxy.passages.push({ status: 503 }, { status: 503 });
    const task = uploader.upload({ filePath: await photo(`busy ${method}`) }, { method });
    expect(await newKeys(() => task.result)).toHaveLength(1);
    expect(wechat.urls.filter((url) => url.startsWith(stack.serverUrl))).toHaveLength(1);
  });

  it("a signature that ends on the way – a fresh one, and the file under its key", async () => {
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

  it("offline – waits and asks nothing; back, it goes on", async () => {
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

  it("the network lost between signature and bytes – goes on under the same signature", async () => {
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

  it("twenty files – one request for their signatures, twenty objects, each with its own bytes", async () => {
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

  it("one of five that the server refuses – the other four are stored", async () => {
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

it("a photo whose suffix lies – is stored as what it is", async () => {
  const { uploader } = phone();
  const bytes = sampleBytes("png", 3_000, "liar");
  const filePath = await writeSample(stack.directory, "liar.jpg", bytes);
  const { objectKey, contentType } = await uploader.upload({ filePath }).result;
  expect([objectKey.endsWith(".png"), contentType]).toEqual([true, "image/png"]);
  expect(await stack.bucket.read(objectKey)).toEqual({ status: 200, bytes, contentType: "image/png" });
});

it("bytes damaged on the way – are refused where integrity is asked for, and nothing is stored", async () => {
  const { uploader } = phone();
  const filePath = await photo("damaged", 2_000);
  proxy.passages.push("damaged");
  const task = uploader.upload({ filePath }, { checkIntegrity: true });
  const keys = await newKeys(() => Promise.allSettled([task.result]));
  expect(task.state).toMatchObject({ name: "failed", error: { code: "upload_refused", remoteCode: "BadDigest" } });
  expect(keys).toEqual([]);
});
