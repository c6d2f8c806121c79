import { createUploader, type UploadOptions } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { expectBytes } from "../stack/expect-bytes.ts";
import { type SampleKind, sampleBytes, writeSample } from "../stack/sample-files.ts";
import { MAX_BYTES, type Stack, startStack } from "../stack/start-stack.ts";
import { createNodeWechat } from "../wechat/node-wechat.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.close());

const uploader = () =>
  createUploader({ serverUrl: stack.serverUrl, platform: createWechatPlatform(createNodeWechat(stack.hosts)) });

const METHODS: ReadonlyArray<[name: string, options: UploadOptions]> = [
  ["PUT", { method: "put" }],
  ["PUT with its MD5", { method: "put", checkIntegrity: true }],
  ["form", { method: "post" }],
];

const FILES: ReadonlyArray<[name: string, kind: SampleKind, bytes: number, contentType: string]> = [
  ["photo.jpg", "jpg", 100_001, "image/jpeg"],
  ["drawing.png", "png", 64 * 1024, "image/png"],
  ["IMG_0001.HEIC", "heic", 33_333, "image/heic"],
  ["film.mp4", "mp4", MAX_BYTES.video, "video/mp4"],
  ["three bytes.jpg", "jpg", 3, "image/jpeg"],
  ["at the limit.jpg", "jpg", MAX_BYTES.photo, "image/jpeg"],
  ["腾讯云 图片(1)+100%~'\"!*.jpg", "jpg", 2_000, "image/jpeg"],
];

describe.each(METHODS)("%s", (_, options) => {
  test.each(FILES)("stores the picked bytes of %s with their content type", async (name, kind, bytes, contentType) => {
    const picked = sampleBytes(kind, bytes, name);
    const filePath = await writeSample(stack.directory, name, picked);
    const result = await uploader().upload({ filePath }, options).result;
    expect((await expectBytes(stack, result.objectKey, picked)).contentType).toBe(contentType);
    expect(result).toMatchObject({ bytes, contentType, objectUrl: `http://${stack.cosHost}/${result.objectKey}` });
    expect(result.requestId).toMatch(/^[\w+/=]{20,}$/);
  });

  test("rejects an empty file before any request", async () => {
    await expectNothingStored("empty.jpg", Buffer.alloc(0), options, { code: "empty_file", stage: "check" });
  });

  test("fails with file_too_large from the signing server for a file over the limit", async () => {
    const bytes = sampleBytes("jpg", MAX_BYTES.photo + 1);
    const expected = { code: "sign_refused", remoteCode: "file_too_large", status: 422, stage: "sign" };
    await expectNothingStored("large.jpg", bytes, options, expected);
  });

  test("fails with unsupported_extension from the signing server for a type that is not allowed", async () => {
    const expected = { code: "sign_refused", remoteCode: "unsupported_extension", status: 422, stage: "sign" };
    await expectNothingStored("page.html", Buffer.from("<script>"), options, expected);
  });

  test("fails with file_not_found for a missing file", async () => {
    const keys = await stack.bucket.keys();
    const { result } = uploader().upload({ filePath: `${stack.directory}/gone.jpg` }, options);
    await expect(result).rejects.toMatchObject({ code: "file_not_found" });
    expect(await stack.bucket.keys()).toEqual(keys);
  });

  test("stores nothing if it is cancelled during the upload", async () => {
    const filePath = await writeSample(
      stack.directory,
      "cancelled.mp4",
      sampleBytes("mp4", MAX_BYTES.video, "cancelled"),
    );
    const keys = await stack.bucket.keys();
    const task = uploader().upload({ filePath }, options);
    task.on("change", ({ name }) => name === "uploading" && queueMicrotask(task.cancel));
    await expect(task.result).rejects.toMatchObject({ code: "cancelled" });
    expect(await stack.bucket.keys()).toEqual(keys);
  });
});

describe("form", () => {
  test("reports rising progress up to the size of the whole form", async () => {
    const filePath = await writeSample(
      stack.directory,
      "progress.mp4",
      sampleBytes("mp4", MAX_BYTES.video, "progress"),
    );
    const seen: number[] = [];
    const total = new Set<number>();
    const task = uploader().upload({ filePath }, { method: "post" });
    task.on("change", (state) => {
      if (state.name !== "uploading" || !state.progress) return;
      seen.push(state.progress.totalBytesSent);
      total.add(state.progress.totalBytesExpectedToSend);
    });
    await task.result;
    expect(seen.length).toBeGreaterThan(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect([...total]).toEqual([seen.at(-1)]);
  });
});

test("ten concurrent uploads are stored under ten keys", async () => {
  const files = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      writeSample(stack.directory, `many-${index}.png`, sampleBytes("png", 5_000, `many ${index}`)),
    ),
  );
  const results = await Promise.all(
    files.map((filePath) => uploader().upload({ filePath }, { method: "post" }).result),
  );
  expect(new Set(results.map(({ objectKey }) => objectKey)).size).toBe(10);
  for (const [index, { objectKey }] of results.entries()) {
    await expectBytes(stack, objectKey, sampleBytes("png", 5_000, `many ${index}`));
  }
});

async function expectNothingStored(name: string, bytes: Buffer, options: UploadOptions, error: object): Promise<void> {
  const filePath = await writeSample(stack.directory, name, bytes);
  const keys = await stack.bucket.keys();
  await expect(uploader().upload({ filePath }, options).result).rejects.toMatchObject(error);
  expect(await stack.bucket.keys()).toEqual(keys);
}
