import { fieldsOf } from "../../uploader/platform-values";
import { callWechat } from "./call-wechat";
import type { PickRefusal } from "./state";
import type { WechatCalls } from "./wechat-calls";

/**
 * The way forward from a refusal: opens the settings where a permission is missing. Gives whether to choose again. Never rejects; never
 * ends if WeChat does not say when its settings are left.
 */
export async function openWay(wechat: WechatCalls, why: PickRefusal): Promise<boolean> {
  if (why === "permission_denied") {
    const outcome = await callWechat((callbacks) => wechat.openSetting(callbacks));
    if (outcome.name === "failure") return false;
    const { authSetting } = fieldsOf(outcome.result);
    return fieldsOf(authSetting)["scope.camera"] !== false;
  }
  if (why === "system_permission_denied" && typeof wechat.openAppAuthorizeSetting === "function") {
    const outcome = await callWechat((callbacks) => wechat.openAppAuthorizeSetting?.(callbacks));
    // Nobody learns what was set in the phone's settings.
    return outcome.name === "success";
  }
  return why !== "privacy_undeclared" && why !== "picker_unavailable";
}
