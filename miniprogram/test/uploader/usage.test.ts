import { createUploader, type LocalFile, type UploaderOptions, UsageError } from "../../src/uploader/index";
import { platformFixture } from "./platform-fixture";

/** As JavaScript would call it, with whatever it has. */
function create(options: Record<string, unknown>) {
  const { platform } = platformFixture();
  const all: UploaderOptions = { serverUrl: "https://sign.example.com", platform };
  return createUploader(Object.assign(all, options));
}

test.each<[Record<string, unknown>, RegExp]>([
  [{ serverUrl: "sign.example.com" }, /serverUrl.*https:\/\//],
  [{ serverUrl: undefined }, /serverUrl/],
  [{ platform: undefined }, /platform.*createWechatPlatform\(\)/],
  [{ concurrency: 0 }, /concurrency.*1.*10/],
  [{ concurrency: 11 }, /concurrency/],
  [{ concurrency: 1.5 }, /concurrency/],
  [{ concurrency: "3" }, /concurrency/],
  [{ retry: { maxAttempts: 0 } }, /retry.maxAttempts is 0; use 1 to 99/],
  [{ retry: { attempts: 3 } }, /retry.attempts is 3.*retry.maxAttempts/],
  [{ retry: { baseDelayMs: -1 } }, /retry.baseDelayMs is -1; use 0 to/],
  [{ signTimeoutMs: 0 }, /signTimeoutMs/],
  [{ uploadTimeoutMs: Number.POSITIVE_INFINITY }, /uploadTimeoutMs/],
  [{ fileTimeoutMs: 2 ** 31 }, /fileTimeoutMs/],
  [{ maxBytes: 0 }, /maxBytes/],
  [{ maxBytes: Number.NaN }, /maxBytes/],
  [{ maxBytes: { photos: 1 } }, /maxBytes.photos.*maxBytes.photo/],
  [{ maxBytes: { photo: "20MB" } }, /maxBytes.photo is "20MB"/],
  [{ accept: [] }, /accept/],
  [{ accept: "photo" }, /accept.*\["photo"/],
  [{ accept: [".jpg"] }, /accept.*without a dot/],
  [{ accept: ["image/*"] }, /accept/],
  [{ method: "PUT" }, /method.*"put"/],
  [{ compress: { quality: 101 } }, /compress.quality is 101; use 0 to 100/],
  [{ timeout: 1000 }, /timeout.*fileTimeoutMs/],
  [{ onProgress: () => {} }, /onProgress.*task\.on/],
])("createUploader(%j) – a UsageError with the fix in it", (options, text) => {
  expect(() => create(options)).toThrow(UsageError);
  expect(() => create(options)).toThrow(text);
});

test.each<[unknown, Record<string, unknown>, RegExp]>([
  ["wxfile://tmp/1.jpg", {}, /filePath/],
  [undefined, {}, /filePath/],
  [{ tempFilePath: "wxfile://tmp/1.jpg" }, {}, /filePath: tempFilePath/],
  [{ filePath: "" }, {}, /filePath/],
  [{ filePath: "a", extension: ".jpg" }, {}, /extension.*without a dot/],
  [{ filePath: "a" }, { onStage: () => {} }, /onStage.*task\.on/],
  [{ filePath: "a" }, { method: "form" }, /method/],
])("upload(%j, %j) – the same", (file, options, text) => {
  const upload: (file: LocalFile, options: object) => unknown = create({}).upload;
  const loosely = Reflect.apply.bind(undefined, upload, undefined);
  expect(() => loosely([file, options])).toThrow(UsageError);
  expect(() => loosely([file, options])).toThrow(text);
});

test("uploadAll of one file that is no list – the same", () => {
  const uploadAll = Reflect.apply.bind(undefined, create({}).uploadAll, undefined);
  expect(() => uploadAll([{ filePath: "1.jpg" }])).toThrow(/files is .*use \[{ filePath/);
  expect(() => uploadAll([undefined])).toThrow(UsageError);
});

test("every photo may be compressed, however small", () => {
  expect(() => create({ compress: { minBytes: 0 } })).not.toThrow();
});

test("uploadAll of something wrong queues none of them", () => {
  const { uploader, platform } = platformFixture();
  expect(() => uploader.uploadAll([{ filePath: "1.jpg" }, { filePath: "" }])).toThrow(UsageError);
  expect(platform.listeners()).toBe(0);
});
