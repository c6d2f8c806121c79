import { createCancelScope, type Obstacle, type Platform } from "../../src/uploader/index";
import { createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createFakeWechat, type FakeWechatOptions } from "../fakes/fake-wechat";
import { failureOf } from "./upload-fixture";

beforeEach(() => jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] }));
afterEach(() => jest.useRealTimers());

/** The platform's last report of each obstacle. */
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

test("checks the network on a timer if iOS reports offline and never online, and then stops", async () => {
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

test("checks the network at once when the mini program is in the foreground again", () => {
  const { wechat, standing } = watching();
  wechat.networkType = "none";
  wechat.setOnline(false);
  wechat.networkType = "wifi";
  wechat.setShown(true);
  expect([...standing]).toEqual([]);
});

test("notices in the foreground that the network was lost in the background without an event", () => {
  const { wechat, standing } = watching();
  wechat.setShown(false);
  wechat.networkType = "none";
  wechat.setShown(true);
  expect([...standing]).toEqual(["waiting_for_network"]);
});

test.each(["fails", "silent"] as const)("counts as online in the end if getNetworkType %s", async (networkType) => {
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
])("reads the network change %j: offline is %p", (change, isOffline) => {
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

test("assumes the foreground if it still runs after 10 s in the background, because the event may be lost", async () => {
  const { wechat, standing } = watching();
  wechat.setShown(false);
  await jest.advanceTimersByTimeAsync(9_999);
  expect([...standing]).toEqual(["waiting_for_foreground"]);
  await jest.advanceTimersByTimeAsync(1);
  expect([...standing]).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test("assumes the background again after an interruption, and tries again 10 s later", async () => {
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

test("leaves no timer or listener after it is stopped, and ignores a late result of getNetworkType", () => {
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
