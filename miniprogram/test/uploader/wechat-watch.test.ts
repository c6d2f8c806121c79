import { createCancelScope, type Obstacle, type Platform } from "../../src/uploader/index";
import { createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createFakeWechat, type FakeWechatOptions } from "../fakes/fake-wechat";
import { failureOf } from "./upload-fixture";

beforeEach(() => jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] }));
afterEach(() => jest.useRealTimers());

/** What the platform last reported of each obstacle. */
function watching(options: FakeWechatOptions = {}) {
  const wechat = createFakeWechat(options);
  const platform: Platform = createWechatPlatform(wechat.wx);
  const standing = new Set<Obstacle>();
  const unwatch = platform.watch((obstacle, isThere) => {
    if (isThere) standing.add(obstacle);
    else standing.delete(obstacle);
  });
  return { wechat, platform, standing, unwatch };
}

test("iOS reports offline and never online – the network is checked again on a timer, which then stops", async () => {
  const { wechat, standing } = watching();
  wechat.networkType = "none";
  wechat.setOnline(false);
  await jest.advanceTimersByTimeAsync(60_000);
  expect([...standing]).toEqual(["waiting_for_network"]);
  wechat.networkType = "wifi";
  await jest.advanceTimersByTimeAsync(5_000);
  expect([...standing]).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test("shown again – the network is checked at once", () => {
  const { wechat, standing } = watching();
  wechat.networkType = "none";
  wechat.setOnline(false);
  wechat.networkType = "wifi";
  wechat.setShown(true);
  expect([...standing]).toEqual([]);
});

test("gone offline while hidden, without an event – noticed when shown", () => {
  const { wechat, standing } = watching();
  wechat.setShown(false);
  wechat.networkType = "none";
  wechat.setShown(true);
  expect([...standing]).toEqual(["waiting_for_network"]);
});

test.each(["fails", "silent"] as const)("getNetworkType that %s – taken for online in the end", async (networkType) => {
  const { wechat, standing } = watching();
  wechat.networkType = networkType;
  wechat.setOnline(false);
  await jest.advanceTimersByTimeAsync(10_000);
  expect([...standing]).toEqual([]);
});

test.each([
  [{ networkType: "none" }, true],
  [{ networkType: "none", isConnected: true }, true],
  [{ networkType: "wifi", isConnected: false }, false],
  [{ networkType: "unknown" }, false],
  [{ isConnected: false }, true],
  [{ isConnected: true }, false],
  [{}, false],
  [undefined, false],
])("the network change %j – offline: %p", (change, isOffline) => {
  const listeners: ((change: unknown) => void)[] = [];
  const { wx } = createFakeWechat();
  const api = {
    ...wx,
    onNetworkStatusChange: (listener: (change: never) => void) => listeners.push(listener as never),
  };
  const standing = new Set<Obstacle>();
  const unwatch = createWechatPlatform(api).watch((obstacle, isThere) => isThere && standing.add(obstacle));
  listeners[0]?.(change);
  expect(standing.has("waiting_for_network")).toBe(isOffline);
  unwatch();
});

test("hidden, and still running after 10 s – probably shown, its event lost", async () => {
  const { wechat, standing } = watching();
  wechat.setShown(false);
  await jest.advanceTimersByTimeAsync(9_999);
  expect([...standing]).toEqual(["waiting_for_foreground"]);
  await jest.advanceTimersByTimeAsync(1);
  expect([...standing]).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test("assumed to be shown, and a request is interrupted – hidden again, and tried again 10 s later", async () => {
  const { wechat, platform, standing } = watching({ onRequest: () => ({ errMsg: "request:fail interrupted" }) });
  wechat.setShown(false);
  await jest.advanceTimersByTimeAsync(10_000);
  const request = platform.request(createCancelScope(), {
    method: "GET",
    url: "https://sign.example.com",
    timeout: 1_000,
  });
  expect(await failureOf(request)).toMatchObject({ code: "interrupted" });
  expect([...standing]).toEqual(["waiting_for_foreground"]);
  await jest.advanceTimersByTimeAsync(10_000);
  expect([...standing]).toEqual([]);
  wechat.setShown(true);
  await failureOf(
    platform.request(createCancelScope(), { method: "GET", url: "https://sign.example.com", timeout: 1_000 }),
  );
  expect([...standing]).toEqual([]);
});

test("stopped – no timer, no listener, and a late result of getNetworkType is ignored", () => {
  const queries: WechatMiniprogram.GetNetworkTypeOption[] = [];
  const { wx, listeners } = createFakeWechat();
  const api = { ...wx, getNetworkType: (query: WechatMiniprogram.GetNetworkTypeOption) => queries.push(query) };
  const report = jest.fn();
  const unwatch = createWechatPlatform(api).watch(report);
  unwatch();
  queries[0]?.success?.({ networkType: "none", hasSystemProxy: false, signalStrength: 0, weakNet: false, errMsg: "" });
  expect(report).not.toHaveBeenCalled();
  expect([jest.getTimerCount(), listeners.size]).toEqual([0, 0]);
});
