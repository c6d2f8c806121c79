import { type Callbacks, call } from "../call.ts";
import { WxFailure } from "../wx-failure.ts";

/** The options of `wx.setKeepScreenOn`. */
export interface ScreenOption extends Callbacks<object> {
  readonly keepScreenOn: boolean;
}

/**
 * Creates `wx.setKeepScreenOn` on the browser's wake lock, which browsers offer only on https and localhost. Elsewhere the call succeeds
 * without an effect, as on a computer whose screen stays on. A browser releases the lock when it hides the page, as WeChat does.
 *
 * https://developers.weixin.qq.com/miniprogram/dev/api/device/screen/wx.setKeepScreenOn.html
 */
export function createKeepScreenOn({ navigator }: { readonly navigator: Navigator }) {
  /** The locks of all calls so far, one after the other, so that the last call wins. */
  let lock: Promise<WakeLockSentinel | undefined> = Promise.resolve(undefined);

  /** The browser may refuse, for example while the battery is low. */
  async function replace(earlier: WakeLockSentinel | undefined, isOn: boolean): Promise<WakeLockSentinel | undefined> {
    await earlier?.release();
    return isOn && "wakeLock" in navigator ? navigator.wakeLock.request("screen").catch(() => undefined) : undefined;
  }

  return (option: ScreenOption) =>
    call("setKeepScreenOn", option, async () => {
      if (typeof option?.keepScreenOn !== "boolean")
        throw new WxFailure("parameter error: parameter.keepScreenOn should be Boolean");
      lock = lock.then((earlier) => replace(earlier, option.keepScreenOn));
      await lock;
      return {};
    });
}
