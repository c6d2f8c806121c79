import type { PickRefusal } from "./state";
import type { WechatCalls } from "./wechat-calls";

/** The way forward from a refusal: opens the settings where a permission is missing. Gives whether to choose again. Never rejects. */
export function openWay(wechat: WechatCalls, why: PickRefusal): Promise<boolean> {
  return new Promise((resolve) => {
    if (why === "permission_denied") {
      wechat.openSetting({
        success: ({ authSetting }) => resolve(authSetting["scope.camera"] !== false),
        fail: () => resolve(false),
      });
    } else if (why === "system_permission_denied" && wechat.openAppAuthorizeSetting) {
      // The phone's settings tell nothing when they are left.
      wechat.openAppAuthorizeSetting({ success: () => resolve(true), fail: () => resolve(false) });
    } else {
      resolve(why !== "privacy_undeclared");
    }
  });
}
