import { closeScope, createCancelScope, type Obstacle } from "../../src/uploader/index";
import { createLoginPlatform, createWechatPlatform, type WechatLoginApi } from "../../src/uploader/wechat-platform";
import { createWechatUploader } from "../../src/uploader/wechat-uploader";
import { createFakeWechat, type FakeWechatOptions } from "../fakes/fake-wechat";

const WORK = createCancelScope();
const BYTES = new Uint8Array([1, 2, 3, 4, 5, 6]);

function create(options?: FakeWechatOptions) {
  const wechat = createFakeWechat({ files: { a: { bytes: BYTES, digest: "ABC" } }, ...options });
  return { wechat, platform: createWechatPlatform(wechat.wx) };
}

test("reads a whole file, and its start", async () => {
  const { platform } = create();
  const bytesOf = async (range: object) =>
    new Uint8Array((await platform.readFile(WORK, { filePath: "a", ...range })).data);
  expect(await bytesOf({})).toEqual(BYTES);
  expect([...(await bytesOf({ length: 3 }))]).toEqual([1, 2, 3]);
});

test("compresses with WeChat, and passes on WeChat's failure", async () => {
  const { platform } = create({ onCompressImage: ({ src, quality }) => ({ tempFilePath: `${src}-${quality}` }) });
  const photo = { src: "a", quality: 70 };
  expect((await platform.compressImage(WORK, photo)).tempFilePath).toBe("a-70");
  await expect(create().platform.compressImage(WORK, photo)).rejects.toMatchObject({ code: "file_unreadable" });
});

test("returns the code of wx.login, or its failure", async () => {
  const loginCode = (onLogin: NonNullable<FakeWechatOptions["onLogin"]>) =>
    createLoginPlatform(create({ onLogin }).wechat.wx).loginCode(WORK, 1000);
  expect(await loginCode(() => ({ code: "0a1b" }))).toBe("0a1b");
  const failing = (errMsg: string) => loginCode(() => ({ errMsg }));
  await expect(failing("login:fail system error")).rejects.toMatchObject({ code: "login_failed" });
  await expect(failing("login:fail net::ERR_INTERNET_DISCONNECTED")).rejects.toMatchObject({ code: "network" });
  await expect(failing("login:fail timeout")).rejects.toMatchObject({ code: "timeout" });
});

test("reports the network from the start, every change of it, and nothing after it is stopped", () => {
  const { platform, wechat } = create({ networkType: "none" });
  const reports: [Obstacle, boolean][] = [];
  const unwatch = platform.watch((...report) => reports.push(report));
  wechat.setOnline(true);
  wechat.setOnline(false);
  unwatch();
  wechat.setOnline(true);
  expect(reports).toEqual([
    ["waiting_for_network", true],
    ["waiting_for_network", false],
    ["waiting_for_network", true],
  ]);
  expect(wechat.listeners.size).toBe(0);
});

test("reports when the mini program goes to the background or returns", () => {
  const { platform, wechat } = create();
  const reports: [Obstacle, boolean][] = [];
  const unwatch = platform.watch((...report) => reports.push(report));
  wechat.setShown(false);
  wechat.setShown(true);
  unwatch();
  wechat.setShown(false);
  expect(reports).toEqual([
    ["waiting_for_network", false],
    ["waiting_for_foreground", true],
    ["waiting_for_foreground", false],
    // The network is checked again.
    ["waiting_for_network", false],
  ]);
  expect(wechat.listeners.size).toBe(0);
});

describe("time", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("ends a delay after its time, and leaves no timer after it is cancelled", async () => {
    const { platform } = create();
    const ended = jest.fn();
    const delay = platform.delay(WORK, 1_000).then(ended);
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await delay;
    const scope = createCancelScope();
    void platform.delay(scope, 1_000).then(ended);
    closeScope(scope);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(ended).toHaveBeenCalledTimes(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  test("advances", () => {
    const { platform } = create();
    const startMs = platform.nowMs();
    jest.advanceTimersByTime(500);
    expect(platform.nowMs() - startMs).toBe(500);
  });
});

test("createWechatUploader uses WeChat's own wx", async () => {
  const { wx, requests } = createFakeWechat({ files: { a: { bytes: new Uint8Array([0xff, 0xd8, 0xff]) } } });
  Object.assign(globalThis, { wx });
  const uploader = createWechatUploader({ serverUrl: "https://sign.example.com", retry: { maxAttempts: 1 } });
  const task = uploader.upload({ filePath: "a" });
  await expect(task.result).rejects.toMatchObject({ code: "network", stage: "sign" });
  expect(requests[0]?.url).toBe("https://sign.example.com/post-policy?ext=jpg&size=3");
});

describe.each([
  ["createWechatPlatform", createWechatPlatform],
  ["createLoginPlatform", createLoginPlatform],
])("%s outside of a mini program", (_, create) => {
  const { wx: complete } = createFakeWechat();
  const withoutFiles: WechatLoginApi = { ...complete };
  Reflect.deleteProperty(withoutFiles, "getFileSystemManager");
  const message = /createUploader\(\{ platform \}\).*wx-cos-uploader\/browser/;
  beforeEach(() => Reflect.deleteProperty(globalThis, "wx"));

  test("throws with what to use: without wx, and with that of an H5 build, which has no files", () => {
    expect(() => create()).toThrow(message);
    Object.assign(globalThis, { wx: withoutFiles });
    expect(() => create()).toThrow(TypeError);
    expect(() => create(withoutFiles)).toThrow(message);
  });

  test("uses wx, and rather the API that it is given", () => {
    Object.assign(globalThis, { wx: complete });
    expect(() => create()).not.toThrow();
    Object.assign(globalThis, { wx: withoutFiles });
    expect(() => create(complete)).not.toThrow();
  });
});
