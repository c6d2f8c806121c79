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
 * Creates the setting for one mini program. The setting ends when the user leaves the mini program, so it is set again on each return.
 * A call that fails changes nothing else: at worst, the screen goes off and the upload waits for the user.
 *
 * https://developers.weixin.qq.com/miniprogram/dev/api/device/screen/wx.setKeepScreenOn.html
 *
 * @param wechat returns `wx`
 */
export function createScreen(wechat: () => WechatCalls): Screen {
  const components = new Set<object>();

  function set(keepScreenOn: boolean): void {
    const { setKeepScreenOn } = wechat();
    if (typeof setKeepScreenOn !== "function") return;
    void callWechat((callbacks) => setKeepScreenOn({ keepScreenOn, ...callbacks }), TIMEOUT_MS);
  }

  const onShow = () => set(true);

  return {
    keepOn(component, isNeeded) {
      const wasOn = components.size > 0;
      if (isNeeded) components.add(component);
      else components.delete(component);
      const isOn = components.size > 0;
      if (isOn === wasOn) return;
      if (isOn) wechat().onAppShow(onShow);
      else wechat().offAppShow(onShow);
      set(isOn);
    },
  };
}
