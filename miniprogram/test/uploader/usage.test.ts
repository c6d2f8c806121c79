import { createUploader, type LocalFile, type UploaderOptions } from "../../src/uploader/index";
import { platformFixture } from "./platform-fixture";

/** Calls it as JavaScript might, with any options. */
function create(options: Record<string, unknown>) {
  const { platform } = platformFixture();
  const all: UploaderOptions = { serverUrl: "https://sign.example.com", platform };
  return createUploader(Object.assign(all, options));
}

test.each<[Record<string, unknown>, RegExp]>([
  [{ serverUrl: "sign.example.com" }, /serverUrl is "sign.example.com"; use "https\?:\/\//],
  [{ serverUrl: undefined }, /serverUrl/],
  [{ platform: undefined }, /platform.*createWechatPlatform\(\)/],
  [{ authorize: "a token" }, /authorize is "a token"; use function/],
  [{ concurrency: 0 }, /concurrency.*1.*10/],
  [{ concurrency: 11 }, /concurrency/],
  [{ concurrency: 1.5 }, /concurrency/],
  [{ concurrency: "3" }, /concurrency/],
  [{ retry: 5 }, /retry is 5; use .*maxAttempts/],
  [{ retry: { attempts: 3 } }, /retry is {"attempts":3}; use .*maxAttempts/],
  [{ retry: { baseDelayMs: -1 } }, /retry is {"baseDelayMs":-1}; use .*baseDelayMs/],
  [{ signTimeoutMs: 0 }, /signTimeoutMs/],
  [{ uploadTimeoutMs: Number.POSITIVE_INFINITY }, /uploadTimeoutMs/],
  [{ fileTimeoutMs: 2 ** 31 }, /fileTimeoutMs/],
  [{ maxBytes: 0 }, /maxBytes/],
  [{ "a(": 1 }, /a\( is 1; use only/],
  [{ "m.*": "put" }, /m\.\* is "put"; use only/],
  [{ maxBytes: Number.NaN }, /maxBytes/],
  [{ maxBytes: { photos: 1 } }, /maxBytes is {"photos":1}; use .*photo, video, other/],
  [{ maxBytes: { photo: "20MB" } }, /maxBytes is {"photo":"20MB"}/],
  [{ accept: [] }, /accept/],
  [{ accept: "photo" }, /accept.*\["photo"/],
  [{ accept: [".jpg"] }, /accept is \[".jpg"\]; use .*\["photo", "mp4"\]/],
  [{ accept: ["image/*"] }, /accept/],
  [{ method: "PUT" }, /method.*"put"/],
  [{ compress: { quality: 1.5 } }, /compress is {"quality":1.5}; use .*quality/],
  [{ concurrency: {} }, /concurrency is {}; use 1 to 10/],
  [{ timeout: 1000 }, /timeout is 1000; use only.*fileTimeoutMs/s],
  [{ onProgress: () => {} }, /onProgress is function; use only/],
])("createUploader(%j) throws a TypeError with the fix", (options, text) => {
  expect(() => create(options)).toThrow(TypeError);
  expect(() => create(options)).toThrow(text);
});

test.each<[unknown, Record<string, unknown>, RegExp]>([
  ["wxfile://tmp/1.jpg", {}, /filePath/],
  [undefined, {}, /filePath/],
  [{ tempFilePath: "wxfile://tmp/1.jpg" }, {}, /filePath is undefined; use .*tempFilePath/],
  [{ filePath: "" }, {}, /filePath/],
  [{ filePath: "a", extension: ".jpg" }, {}, /extension is ".jpg"; use "\\w\+"/],
  [{ filePath: "a" }, { onStage: () => {} }, /onStage is function; use only/],
  [{ filePath: "a" }, { method: "form" }, /method/],
])("upload(%j, %j) throws a TypeError with the fix", (file, options, text) => {
  const upload: (file: LocalFile, options: object) => unknown = create({}).upload;
  const loosely = Reflect.apply.bind(undefined, upload, undefined);
  expect(() => loosely([file, options])).toThrow(TypeError);
  expect(() => loosely([file, options])).toThrow(text);
});

test("uploadAll throws a TypeError for an entry that is not a file with a filePath", () => {
  const uploadAll = Reflect.apply.bind(undefined, create({}).uploadAll, undefined);
  expect(() => uploadAll([{ filePath: "1.jpg" }])).toThrow(TypeError);
  expect(() => uploadAll([undefined])).toThrow(TypeError);
});

test("allows compression of every photo, however small", () => {
  expect(() => create({ compress: { minBytes: 0 } })).not.toThrow();
});

test("uploadAll queues no file if one is invalid", () => {
  const { uploader, platform } = platformFixture();
  expect(() => uploader.uploadAll([{ filePath: "1.jpg" }, { filePath: "" }])).toThrow(TypeError);
  expect(platform.listeners()).toBe(0);
});
