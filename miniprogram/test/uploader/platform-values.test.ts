import fc from "fast-check";
import { closeScope, createCancelScope, type UploadProgress } from "../../src/uploader/index";
import { describe as describeValue, elementsOf, readCount, readNumber } from "../../src/uploader/platform-values";
import { createLoginPlatform, createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createFakeWechat } from "../fakes/fake-wechat";
import { failureOf } from "./upload-fixture";

const WORK = createCancelScope();

/** A fake WeChat whose calls do what the test sets. */
function platformWhose(start: (option: { success(result: unknown): void; fail(failure: unknown): void }) => unknown) {
  const { wx } = createFakeWechat();
  const call = start as never;
  const files = { ...wx.getFileSystemManager(), getFileInfo: call, readFile: call };
  const api = {
    ...wx,
    request: call,
    uploadFile: call,
    login: call,
    compressImage: call,
    getFileSystemManager: () => files,
  };
  return { ...createWechatPlatform(api), ...createLoginPlatform(api) };
}

const succeedingWith = (result: unknown) => platformWhose(({ success }) => success(result));

const GET = { method: "GET", url: "https://sign.example.com", timeout: 1000 } as const;
const FORM = { url: "https://cos.example.com", name: "file", filePath: "a", formData: {}, timeout: 1000 };

test.each([
  [12, 12],
  ["12", 12],
  ["5859375", 5_859_375],
  ["12.5", 12.5],
  [0, 0],
  ["", undefined],
  [" 12", undefined],
  ["-1", undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  ["1e9", undefined],
  ["0x10", undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
  [[12], undefined],
  [{ valueOf: () => 12 }, undefined],
])("reads the number %p as %p", (value, number) => {
  expect(readNumber(value)).toBe(number);
});

test("reads a count only from a whole number", () => {
  expect([readCount("12.5"), readCount(2 ** 53), readCount("7")]).toEqual([undefined, undefined, 7]);
});

test("reads an array's holes as undefined, and no elements from other values", () => {
  const withHole = [1, 2, 3];
  delete withHole[1];
  expect(elementsOf(withHole)).toEqual([1, undefined, 3]);
  for (const value of [undefined, null, "ab", { length: 1, 0: "a" }, 7]) expect(elementsOf(value)).toEqual([]);
});

test("describes any value", () => {
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const odd = [
    circular,
    { toString: 1 },
    Object.create(null),
    Symbol("s"),
    1n,
    undefined,
    null,
    () => 1,
    new Error("e"),
  ];
  for (const value of odd) expect(typeof describeValue(value)).toBe("string");
  expect(describeValue("x".repeat(1_000_000))).toHaveLength(300);
});

describe("a response", () => {
  test.each([
    ["a status in a string", { statusCode: "200", data: "a" }, 200],
    ["a status in a number", { statusCode: 204, data: "a" }, 204],
  ])("%s is read as a number", async (_, result, statusCode) => {
    expect(await succeedingWith(result).request(WORK, GET)).toMatchObject({ statusCode, data: "a" });
  });

  test.each([
    undefined,
    null,
    0,
    -1,
    "",
    "OK",
    99,
    600,
    200.5,
    {},
    Number.NaN,
  ])("with the status %p counts as no response: network", async (statusCode) => {
    const { request, uploadFile } = succeedingWith({ statusCode, data: "" });
    expect(await failureOf(request(WORK, GET))).toMatchObject({ code: "network", retryable: true });
    expect(await failureOf(uploadFile(WORK, FORM, () => {}))).toMatchObject({ code: "network" });
  });

  test.each([undefined, null, "text", 7, []])("a result of %p counts as no response: network", async (result) => {
    expect(await failureOf(succeedingWith(result).request(WORK, GET))).toMatchObject({ code: "network" });
  });

  test.each([
    ["parsed JSON", { code: "no" }, '{"code":"no"}'],
    ["nothing", undefined, ""],
    ["null", null, ""],
    ["a number", 12, "12"],
    ["bytes", new TextEncoder().encode("é<Code>中").buffer, "é<Code>中"],
    ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe]).buffer, ""],
  ])("with a body that is %s becomes text", async (_, data, text) => {
    expect((await succeedingWith({ statusCode: 200, data }).request(WORK, GET)).data).toBe(text);
  });

  test.each([
    [
      { ETag: '"a"', "X-COS-Request-Id": "r" },
      { etag: '"a"', "x-cos-request-id": "r" },
    ],
    [{ "Retry-After": 3 }, { "retry-after": "3" }],
    [{ Vary: ["a", "b"] }, { vary: "a, b" }],
    [{ a: undefined, b: null, c: {}, d: "d" }, { d: "d" }],
    [undefined, {}],
    [null, {}],
    ["a: b", {}],
    [[], {}],
  ])("with the headers %j has text headers by lower-case name", async (header, expected) => {
    expect((await succeedingWith({ statusCode: 200, header }).request(WORK, GET)).header).toEqual(expected);
  });
});

describe("progress", () => {
  test.each([
    [{ totalBytesSent: 5, totalBytesExpectedToSend: 10 }, [5, 10]],
    [{ totalBytesSent: "5", totalBytesExpectedToSend: "10" }, [5, 10]],
    [{ progress: 50, totalBytesExpectedToSend: 10 }, [5, 10]],
    [{ totalBytesSent: 12, totalBytesExpectedToSend: 10 }, [10, 10]],
    [{ progress: 50 }, undefined],
    [{ totalBytesSent: 5 }, undefined],
    [{ totalBytesSent: 0, totalBytesExpectedToSend: 0 }, undefined],
    [{ totalBytesSent: -1, totalBytesExpectedToSend: 10 }, undefined],
    [{ totalBytesSent: Number.NaN, totalBytesExpectedToSend: Number.NaN }, undefined],
    [{}, undefined],
    [undefined, undefined],
    ["50%", undefined],
  ])("%j becomes %j", async (report, expected) => {
    const reports: UploadProgress[] = [];
    const { uploadFile } = platformWhose(({ success }) => {
      setImmediate(() => success({ statusCode: 200 }));
      return { onProgressUpdate: (listener: (report: unknown) => void) => listener(report) };
    });
    await uploadFile(WORK, FORM, (progress) => reports.push(progress));
    const [sent, total] = expected ?? [];
    expect(reports).toEqual(expected ? [{ totalBytesSent: sent, totalBytesExpectedToSend: total }] : []);
  });

  test("after the end is ignored, even if a base library cannot remove listeners", async () => {
    let report = (_: unknown) => {};
    const { uploadFile } = platformWhose(({ success }) => {
      setImmediate(() => success({ statusCode: 200 }));
      return { onProgressUpdate: (listener: typeof report) => (report = listener) };
    });
    const onProgress = jest.fn();
    await uploadFile(WORK, FORM, onProgress);
    report({ totalBytesSent: 5, totalBytesExpectedToSend: 10 });
    expect(onProgress).not.toHaveBeenCalled();
  });
});

describe("files", () => {
  test.each([
    [4, 4],
    ["4", 4],
  ])("a size of %p is read as %p", async (size, bytes) => {
    expect(await succeedingWith({ size }).getFileInfo(WORK, { filePath: "a" })).toMatchObject({ size: bytes });
  });

  test.each([
    undefined,
    null,
    "",
    "4 KB",
    -4,
    4.5,
    Number.NaN,
    {},
  ])("a size of %p fails with file_unreadable", async (size) => {
    const failure = await failureOf(succeedingWith({ size }).getFileInfo(WORK, { filePath: "a" }));
    expect(failure.code).toBe("file_unreadable");
  });

  test.each(["", "abc", 7, null, "z".repeat(32)])("a digest of %p is ignored", async (digest) => {
    const info = await succeedingWith({ size: 4, digest }).getFileInfo(WORK, { filePath: "a" });
    expect(info.digest).toBeUndefined();
  });

  test.each([
    undefined,
    null,
    "text",
    [1, 2],
    {},
    new Uint8Array(4),
  ])("%p instead of bytes fails with file_unreadable", async (data) => {
    const failure = await failureOf(succeedingWith({ data }).readFile(WORK, { filePath: "a" }));
    expect(failure.code).toBe("file_unreadable");
  });

  test.each([
    undefined,
    null,
    "",
    7,
    {},
  ])("%p instead of the compressed copy's path fails with file_unreadable", async (path) => {
    const result = succeedingWith({ tempFilePath: path }).compressImage(WORK, { src: "a", quality: 80 });
    expect((await failureOf(result)).code).toBe("file_unreadable");
  });

  test.each([undefined, null, "", 7, {}])("%p instead of a login code fails with login_failed", async (code) => {
    expect((await failureOf(succeedingWith({ code }).loginCode(WORK, 1000))).code).toBe("login_failed");
  });
});

describe("a failure", () => {
  test.each([
    [{}, "network"],
    [undefined, "network"],
    [null, "network"],
    [7, "network"],
    ["request:fail timeout", "timeout"],
    [{ errMsg: "request:fail timeout" }, "timeout"],
    [{ errMsg: 7, errno: "x" }, "network"],
    [{ errMsg: { toString: 1 } }, "network"],
    [new Error("request:fail interrupted"), "interrupted"],
  ])("%p becomes %s", async (failure, code) => {
    const { request } = platformWhose(({ fail }) => fail(failure));
    const error = await failureOf(request(WORK, GET));
    expect(error).toMatchObject({ code, cause: failure });
    expect(error.message).not.toBe("");
  });

  test.each([
    "request",
    "uploadFile",
    "getFileInfo",
    "readFile",
    "compressImage",
    "loginCode",
  ] as const)("%s that throws counts as a failure", async (name) => {
    const platform = platformWhose(() => {
      throw new Error("not implemented");
    });
    const calls = {
      request: () => platform.request(WORK, GET),
      uploadFile: () => platform.uploadFile(WORK, FORM, () => {}),
      getFileInfo: () => platform.getFileInfo(WORK, { filePath: "a" }),
      readFile: () => platform.readFile(WORK, { filePath: "a" }),
      compressImage: () => platform.compressImage(WORK, { src: "a", quality: 80 }),
      loginCode: () => platform.loginCode(WORK, 1000),
    };
    const error = await failureOf(calls[name]());
    expect(error.message).toContain("not implemented");
    expect(error.code).not.toBe("unexpected");
  });

  test("a task whose methods throw does not fail the upload and can be cancelled", async () => {
    const throwing = () => {
      throw new Error("not supported");
    };
    const task = {
      abort: throwing,
      onHeadersReceived: throwing,
      onProgressUpdate: throwing,
      offProgressUpdate: throwing,
    };
    const { uploadFile } = platformWhose(({ success }) => {
      setImmediate(() => success({ statusCode: 200 }));
      return task;
    });
    expect(await uploadFile(WORK, FORM, () => {})).toMatchObject({ statusCode: 200 });
    const silent = platformWhose(() => task);
    const scope = createCancelScope();
    void silent.uploadFile(scope, FORM, () => {});
    expect(() => closeScope(scope)).not.toThrow();
    expect(scope.cleanUps.size).toBe(0);
  });

  test("any results and failures, in any order and number, lead to one outcome, a response or an UploadError", async () => {
    const callback = fc.record({ isSuccess: fc.boolean(), value: fc.anything() });
    await fc.assert(
      fc.asyncProperty(fc.array(callback, { minLength: 1, maxLength: 4 }), async (callbacks) => {
        const { request } = platformWhose(({ success, fail }) => {
          for (const { isSuccess, value } of callbacks) (isSuccess ? success : fail)(value);
        });
        const outcome = await request(WORK, GET).catch((error: unknown) => error);
        expect(outcome).toMatchObject(
          outcome instanceof Error ? { name: "UploadError" } : { statusCode: expect.any(Number) },
        );
      }),
    );
    expect(WORK.cleanUps.size).toBe(0);
  });
});
