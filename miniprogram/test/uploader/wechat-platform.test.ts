import { type CancelSignal, createCancellation } from "../../src/uploader/index";
import { createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createWechatUploader } from "../../src/uploader/wechat-uploader";
import { createFakeWechat, type FakeWechatOptions } from "../fakes/fake-wechat";

const NEVER: CancelSignal = createCancellation().signal;
const BYTES = new Uint8Array([1, 2, 3, 4, 5, 6]);

function create(options?: FakeWechatOptions) {
  const wechat = createFakeWechat({ files: { a: { bytes: BYTES, digest: "ABC" } }, ...options });
  return { wechat, platform: createWechatPlatform(wechat.wx) };
}

test("reads a file whole, and a part of it", async () => {
  const { platform } = create();
  expect(new Uint8Array(await platform.readFile("a", NEVER))).toEqual(BYTES);
  const part = await platform.readFile("a", NEVER, { position: 1, length: 3 });
  expect([...new Uint8Array(part)]).toEqual([2, 3, 4]);
});

test("compresses by WeChat, whose failure it passes on", async () => {
  const { platform } = create({ onCompressImage: ({ src, quality }) => ({ tempFilePath: `${src}-${quality}` }) });
  expect(await platform.compressImage("a", 70, NEVER)).toBe("a-70");
  await expect(create().platform.compressImage("a", 70, NEVER)).rejects.toMatchObject({ code: "file_unreadable" });
});

test("gives the code of wx.login, or its failure", async () => {
  const { platform } = create({ onLogin: () => ({ code: "0a1b" }) });
  expect(await platform.loginCode(1000, NEVER)).toBe("0a1b");
  const failing = (errMsg: string) => create({ onLogin: () => ({ errMsg }) }).platform.loginCode(1000, NEVER);
  await expect(failing("login:fail system error")).rejects.toMatchObject({ code: "login_failed" });
  await expect(failing("login:fail net::ERR_INTERNET_DISCONNECTED")).rejects.toMatchObject({ code: "network" });
  await expect(failing("login:fail timeout")).rejects.toMatchObject({ code: "timeout" });
});

test("tells the network from the start, every change of it, and nothing once stopped", () => {
  const { platform, wechat } = create({ networkType: "none" });
  const heard: boolean[] = [];
  const stop = platform.watchNetwork((isOnline) => heard.push(isOnline));
  wechat.setOnline(true);
  wechat.setOnline(false);
  stop();
  wechat.setOnline(true);
  expect(heard).toEqual([false, true, false]);
  expect(wechat.listeners.size).toBe(0);
});

test("a network type that comes late, after the stop, is not heard", () => {
  let answerLate: (() => void) | undefined;
  const { wechat } = create();
  const platform = createWechatPlatform({
    ...wechat.wx,
    getNetworkType: (option) => {
      answerLate = () => wechat.wx.getNetworkType(option);
    },
  });
  const heard = jest.fn();
  platform.watchNetwork(heard)();
  answerLate?.();
  expect(heard).not.toHaveBeenCalled();
});

test("tells when the mini program is hidden and shown", () => {
  const { platform, wechat } = create();
  const heard: boolean[] = [];
  const stop = platform.watchForeground((isShown) => heard.push(isShown));
  wechat.setShown(false);
  wechat.setShown(true);
  stop();
  wechat.setShown(false);
  expect(heard).toEqual([false, true]);
  expect(wechat.listeners.size).toBe(0);
});

describe("time", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("a delay ends after its time; cancelled, it leaves no timer", async () => {
    const { platform } = create();
    const ended = jest.fn();
    const delay = platform.delay(1_000, NEVER).then(ended);
    await jest.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    await delay;
    const { signal, cancel } = createCancellation();
    const cancelled = platform.delay(1_000, signal);
    cancel();
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    expect(jest.getTimerCount()).toBe(0);
  });

  test("goes on, and never back, when somebody sets the phone's date", () => {
    const { platform } = create();
    const startMs = platform.nowMs();
    jest.advanceTimersByTime(500);
    expect(platform.nowMs() - startMs).toBe(500);
    jest.setSystemTime(Date.now() - 86_400_000);
    expect(platform.nowMs() - startMs).toBe(500);
    jest.advanceTimersByTime(250);
    expect(platform.nowMs() - startMs).toBe(750);
  });
});

test("createWechatUploader takes WeChat's own wx", async () => {
  const { wx, requests } = createFakeWechat({ files: { a: { bytes: new Uint8Array([0xff, 0xd8, 0xff]) } } });
  Object.assign(globalThis, { wx });
  const uploader = createWechatUploader({ serverUrl: "https://sign.example.com", retry: { maxAttempts: 1 } });
  const task = uploader.upload({ filePath: "a" });
  await expect(task.result).rejects.toMatchObject({ code: "network", stage: "sign" });
  expect(requests[0]?.url).toBe("https://sign.example.com/post-policy?ext=jpg&size=3");
});
