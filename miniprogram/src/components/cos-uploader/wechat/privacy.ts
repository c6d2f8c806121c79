import { fieldsOf, readText } from "../../../uploader/platform-values";
import { callWechat } from "./call";
import type { WechatCalls } from "./calls";

/** Why nothing was picked though somebody tried. */
export type PickRefusal =
  /** The privacy notice was not agreed to. */
  | "privacy_refused"
  /** The mini program's developer has not declared what it collects. */
  | "privacy_undeclared"
  /** This mini program may not use the album or camera: WeChat's settings. */
  | "permission_denied"
  /** WeChat may not use the album or camera: the phone's settings. */
  | "system_permission_denied"
  /** This platform has no picker for what is to be picked: chat files in WeCom or a plugin, for one. */
  | "picker_unavailable"
  | "picker_failed";

/**
 * Who asks for consent to the privacy notice: the component's own sheet, or the app, by its `wx.onNeedPrivacyAuthorization`
 * listener or else by WeChat's own question.
 */
export type PrivacyMode = "sheet" | "app";

export type Consent =
  /** Given, or not for the component to ask: WeChat asks on its own, or is too old to. */
  | { readonly name: "given" }
  /** The sheet has to be shown first. */
  | { readonly name: "needed"; readonly contractName: string }
  | { readonly name: "refused"; readonly why: PickRefusal };

/** WeChat gives its settings at once. If it does not, it asks for consent by itself when its picker is opened. */
const SETTING_TIMEOUT_MS = 3000;

/**
 * Whether files may be picked under WeChat's privacy rule. Never rejects. May never end for the mode `app`, as the app's own question
 * may stay open for any length of time.
 *
 * The component registers no `wx.onNeedPrivacyAuthorization` of its own: there is one such listener for a whole mini program, the
 * last wins and none can be taken off, so a component's would silence the app's. WeChat needs none where its agree button is tapped
 * before the call: https://developers.weixin.qq.com/miniprogram/dev/api/open-api/privacy/wx.onNeedPrivacyAuthorization.html
 */
export async function askConsent(wechat: WechatCalls, mode: PrivacyMode): Promise<Consent> {
  if (mode === "app" && typeof wechat.requirePrivacyAuthorize === "function") {
    const outcome = await callWechat((callbacks) => wechat.requirePrivacyAuthorize?.(callbacks));
    if (outcome.name === "success") return { name: "given" };
    return { name: "refused", why: /not declared/i.test(outcome.message) ? "privacy_undeclared" : "privacy_refused" };
  }
  if (mode === "sheet" && typeof wechat.getPrivacySetting === "function") {
    const outcome = await callWechat((callbacks) => wechat.getPrivacySetting?.(callbacks), SETTING_TIMEOUT_MS);
    const setting = fieldsOf(outcome.name === "success" && outcome.result);
    if (setting["needAuthorization"])
      return { name: "needed", contractName: readText(setting["privacyContractName"]) ?? "" };
  }
  return { name: "given" };
}

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
