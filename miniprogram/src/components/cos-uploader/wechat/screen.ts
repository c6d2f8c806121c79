import { callWechat } from "./call";
import type { WechatCalls } from "./calls";

/** Keeps the phone's screen on. WeChat has one setting for the mini program, and several components may need it. */
export interface Screen {
  /** Sets whether one component needs the screen. The screen stays on while any of them does. */
  keepOn(component: object, isNeeded: boolean): void;
}

/** WeChat usually responds at once. */
const TIMEOUT_MS = 3_000;

/**
 * Creates the setting for one mini program.
 *
 * The setting ends when the user leaves the mini program, so it is set again on each return. A call that fails is repeated at the next
 * change: without it the upload continues, and at worst the screen goes off.
 *
 * https://developers.weixin.qq.com/miniprogram/dev/api/device/screen/wx.setKeepScreenOn.html
 *
 * @param wechat returns `wx`
 */
export function createScreen(wechat: () => WechatCalls): Screen {
  const components = new Set<object>();
  /** What WeChat has last accepted. Undefined while that is unknown. */
  let isOn: boolean | undefined = false;

  async function set(keepScreenOn: boolean): Promise<void> {
    isOn = keepScreenOn;
    const outcome = await callWechat(
      (callbacks) => wechat().setKeepScreenOn?.({ keepScreenOn, ...callbacks }),
      TIMEOUT_MS,
    );
    if (outcome.name === "failure" && isOn === keepScreenOn) isOn = undefined;
  }

  const onShow = () => void set(true);

  return {
    keepOn(component, isNeeded) {
      const wasEmpty = components.size === 0;
      if (isNeeded) components.add(component);
      else components.delete(component);
      const isEmpty = components.size === 0;
      if (wasEmpty && !isEmpty) wechat().onAppShow(onShow);
      if (isEmpty && !wasEmpty) wechat().offAppShow(onShow);
      if (isOn === !isEmpty || (isOn === undefined && isEmpty && wasEmpty)) return;
      void set(!isEmpty);
    },
  };
}
