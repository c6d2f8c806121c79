import type { UploadProgress } from "../../src/uploader/index";
import { createWechatLogin } from "../../src/uploader/wechat-login";
import { createLoginPlatform } from "../../src/uploader/wechat-platform";
import type { CallName } from "../fakes/fake-wechat";
import { createSigningServer, POST_POLICY } from "../fakes/signatures";
import { JPEG, platformFixture } from "./platform-fixture";
import { json, PHOTO, SERVER_URL, uploadFixture } from "./upload-fixture";

const LIMIT_MS = 300;

/** All limits are equally short, so every call that hangs ends after LIMIT_MS. */
const LIMITS = {
  signTimeoutMs: LIMIT_MS,
  authorizeTimeoutMs: 4 * LIMIT_MS,
  uploadTimeoutMs: LIMIT_MS,
  stallTimeoutMs: LIMIT_MS,
  fileCallTimeoutMs: LIMIT_MS,
};

const COMPRESS = { compress: { minBytes: 0 } };
const WITH_DIGEST = { method: "put", checkIntegrity: true } as const;

describe("a call of wx that never calls back", () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] }));
  afterEach(() => jest.useRealTimers());

  function silent(name: CallName, nth: number, maxAttempts = 1) {
    return uploadFixture({
      isSilent: (called, count) => called === name && count === nth,
      uploader: { ...LIMITS, retry: { maxAttempts, baseDelayMs: 1 } },
    });
  }

  test.each([
    ["getFileInfo for the size", "getFileInfo", 1, {}, "check", []],
    ["getFileInfo for the MD5", "getFileInfo", 2, WITH_DIGEST, "check", []],
    ["readFile for the type", "readFile", 1, {}, "check", []],
    ["readFile for the bytes", "readFile", 2, { method: "put" }, "upload", []],
    ["request for a signature", "request", 1, {}, "sign", ["request"]],
    ["request that puts the bytes", "request", 2, { method: "put" }, "upload", ["request"]],
    ["uploadFile", "uploadFile", 1, { method: "post" }, "upload", ["uploadFile"]],
  ] as const)("%s: fails with a timeout, and aborts what was started", async (_, name, nth, options, stage, aborted) => {
    const { wechat, uploader } = silent(name, nth);
    const task = uploader.upload({ filePath: PHOTO }, options);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 150);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage, retryable: true } });
    expect(wechat.aborted).toEqual(aborted);
    expect(jest.getTimerCount()).toBe(0);
    expect(wechat.listeners.size).toBe(0);
  });

  test.each([
    ["readFile", 2, { method: "put" }],
    ["request", 1, {}],
    ["request", 2, { method: "put" }],
    ["uploadFile", 1, { method: "post" }],
  ] as const)("%s, call number %i: is repeated, and the file is stored", async (name, nth, options) => {
    const { uploader } = silent(name, nth, 2);
    const task = uploader.upload({ filePath: PHOTO }, options);
    await jest.advanceTimersByTimeAsync(3 * LIMIT_MS);
    expect(task.state).toMatchObject({ name: "done" });
  });

  test("compressImage: sends the photo as it is", async () => {
    const { uploader } = silent("compressImage", 1);
    const task = uploader.upload({ filePath: PHOTO }, COMPRESS);
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 150);
    expect(task.state).toMatchObject({ name: "done", result: { bytes: 4 } });
  });

  test("compressImage: three other photos wait no longer than its limit", async () => {
    const server = createSigningServer();
    const { uploader } = uploadFixture({
      isSilent: (name, count) => name === "compressImage" && count === 1,
      onRequest: (request) => json(server.respond(request)),
      uploader: LIMITS,
    });
    const tasks = uploader.uploadAll(
      [PHOTO, PHOTO, PHOTO, PHOTO].map((filePath) => ({ filePath })),
      COMPRESS,
    );
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 150);
    expect(tasks.map(({ state }) => state.name)).toEqual(["done", "done", "done", "done"]);
  });

  test.each([1, 2])("login, call number %i: fails the login, and the next upload logs in", async (nth) => {
    const { wechat, uploader } = loginFixture({ silentLogin: nth, rejectedLogins: nth - 1 });
    const task = uploader.upload({ filePath: PHOTO });
    await jest.advanceTimersByTimeAsync(LIMIT_MS + 150);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "sign" } });
    task.retry();
    await jest.advanceTimersByTimeAsync(LIMIT_MS);
    expect(task.state).toMatchObject({ name: "done" });
    expect(wechat.calls.filter((name) => name === "login")).toHaveLength(nth + 1);
  });

  test("the app's own authorize: fails with a timeout after authorizeTimeoutMs", async () => {
    const authorize = jest.fn(() => new Promise<string>(() => {}));
    const { uploader } = uploadFixture({ uploader: { ...LIMITS, authorize } });
    const task = uploader.upload({ filePath: PHOTO });
    await jest.advanceTimersByTimeAsync(4 * LIMIT_MS - 1);
    expect(task.state.name).toBe("signing");
    await jest.advanceTimersByTimeAsync(1);
    expect(task.state).toMatchObject({ name: "failed", error: { code: "timeout", stage: "sign" } });
  });

  /** A signing server that requires a login and rejects the first codes. */
  function loginFixture({ silentLogin = 0, rejectedLogins = 0 }) {
    let codes = 0;
    const fixture = uploadFixture({
      isSilent: (name, count) => name === "login" && count === silentLogin,
      onLogin: () => ({ code: "0a1b" }),
      onRequest({ url, header }) {
        if (url.endsWith("/login")) {
          codes += 1;
          return codes > rejectedLogins
            ? json({ token: "t", expiresInSeconds: 900 })
            : json({ code: "code_used" }, 400);
        }
        const hasToken = Object.values(header ?? {}).includes("Bearer t");
        return hasToken ? json(POST_POLICY) : json({ code: "login_required" }, 401);
      },
      uploader: { ...LIMITS, authorize: (rejectedToken) => authorize(rejectedToken) },
    });
    const platform = createLoginPlatform(fixture.wechat.wx);
    const authorize = createWechatLogin({ serverUrl: SERVER_URL, timeoutMs: LIMIT_MS, platform });
    return fixture;
  }
});

describe("an upload that stops sending", () => {
  const KB = 1024;
  const progress = (totalBytesSent: number) => ({ totalBytesSent, totalBytesExpectedToSend: 100 * KB });

  test("is aborted after stallTimeoutMs without another byte, repeated under the same signature, and stored once", async () => {
    const reports: ((report: UploadProgress) => void)[] = [];
    const { cloud, platform, uploader } = platformFixture({
      onForm(form, onProgress) {
        reports.push(onProgress);
        return reports.length === 1 ? "never" : cloud.onForm(form);
      },
    });
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(100);
    for (const bytes of [1, 2, 3, 4]) {
      reports[0]?.(progress(bytes));
      await platform.advanceTime(59_000);
    }
    // The same number of bytes is not progress.
    reports[0]?.(progress(4));
    await platform.advanceTime(999);
    expect(task.state).toMatchObject({ name: "uploading", attempt: 1 });
    expect(platform.running()).toBe(1);
    await platform.advanceTime(1);
    expect(task.state).toMatchObject({ name: "retrying", error: { code: "timeout", stage: "upload" } });
    expect(platform.running()).toBe(0);
    await platform.advanceTime(1_000);
    expect(task.state.name).toBe("done");
    expect(new Set(platform.forms.map(({ formData }) => formData["key"])).size).toBe(1);
    expect([...cloud.objects.values()]).toEqual([1]);
    // The first attempt reports late.
    reports[0]?.(progress(50));
    await platform.advanceTime(0);
    expect(task.state.name).toBe("done");
    expect(platform.timers()).toBe(0);
  });

  test("allows a form without progress reports and a PUT the additional time that the file needs at 20 KB/s", async () => {
    const { cloud, platform, uploader } = platformFixture({
      files: { "large.jpg": Uint8Array.from({ length: 2_000_000 }, (_, index) => JPEG[index] ?? 0) },
    });
    cloud.nextResponses.push("never", "never");
    const tasks = [
      uploader.upload({ filePath: "large.jpg" }, { method: "put" }),
      uploader.upload({ filePath: "large.jpg" }, { method: "post" }),
    ];
    await platform.advanceTime(159_999);
    expect(tasks.map(({ state }) => state.name)).toEqual(["uploading", "uploading"]);
    await platform.advanceTime(101);
    expect(tasks.map(({ state }) => state.name)).toEqual(["retrying", "retrying"]);
  });

  test("takes no longer than uploadTimeoutMs even if bytes keep coming", async () => {
    let report = (_: UploadProgress) => {};
    const { platform, uploader } = platformFixture({
      onForm(_, onProgress) {
        report = onProgress;
        return "never";
      },
    });
    const task = uploader.upload({ filePath: "1.jpg" });
    await platform.advanceTime(100);
    for (let bytes = 1; bytes < 20; bytes += 1) {
      report(progress(bytes));
      await platform.advanceTime(30_000);
    }
    expect(task.state).toMatchObject({ name: "uploading", attempt: 1 });
    await platform.advanceTime(30_000);
    expect(task.state).toMatchObject({ name: "retrying", error: { code: "timeout" } });
  });
});
