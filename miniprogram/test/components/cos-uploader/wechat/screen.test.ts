import type { WechatCalls } from "../../../../src/components/cos-uploader/wechat/calls";
import { createScreen } from "../../../../src/components/cos-uploader/wechat/screen";
import { createFakeWechatCalls } from "../../../fakes/fake-wechat-calls";

/** A screen on a phone whose call responds as given. */
function fixture(setKeepScreenOn?: WechatCalls["setKeepScreenOn"]) {
  const phone = createFakeWechatCalls();
  const settings: boolean[] = [];
  const wechat: WechatCalls = {
    ...phone.wechat,
    setKeepScreenOn(option) {
      settings.push(option.keepScreenOn);
      if (setKeepScreenOn) setKeepScreenOn(option);
      else option.success({});
    },
  };
  return { screen: createScreen(() => wechat), settings, shown: phone.shown };
}

const turn = () => new Promise(setImmediate);

test("is set once for several reports of one component", async () => {
  const { screen, settings } = fixture();
  const component = {};
  for (const isNeeded of [false, true, true, false, false]) {
    screen.keepOn(component, isNeeded);
    await turn();
  }
  expect(settings).toEqual([true, false]);
});

test("stays on until the last component no longer needs it", async () => {
  const { screen, settings } = fixture();
  const [first, second] = [{}, {}];
  screen.keepOn(first, true);
  screen.keepOn(second, true);
  screen.keepOn(first, false);
  await turn();
  expect(settings).toEqual([true]);
  screen.keepOn(second, false);
  expect(settings).toEqual([true, false]);
});

test("is set again when the user returns, and no longer once nothing needs it", async () => {
  const { screen, settings, shown } = fixture();
  const component = {};
  screen.keepOn(component, true);
  for (const listener of shown) listener();
  expect(settings).toEqual([true, true]);
  screen.keepOn(component, false);
  expect(shown.size).toBe(0);
});

test.each<[string, WechatCalls["setKeepScreenOn"]]>([
  ["fails", ({ fail }) => fail({ errMsg: "setKeepScreenOn:fail" })],
  [
    "throws",
    () => {
      throw new Error("not supported");
    },
  ],
])("a call that %s is not repeated for each report, and the next setting is made", async (_, setKeepScreenOn) => {
  const { screen, settings } = fixture(setKeepScreenOn);
  const component = {};
  for (const isNeeded of [true, true, true, false]) {
    screen.keepOn(component, isNeeded);
    await turn();
  }
  expect(settings).toEqual([true, false]);
});

test("does nothing on a platform without the call", () => {
  const { wechat } = createFakeWechatCalls();
  const { setKeepScreenOn: _, ...without } = wechat;
  const screen = createScreen(() => without);
  expect(() => screen.keepOn({}, true)).not.toThrow();
});

test("leaves no timer if the call never calls back", async () => {
  jest.useFakeTimers();
  const { screen } = fixture(() => {});
  screen.keepOn({}, true);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});
