import { fieldsOf, readText } from "../../../uploader/platform-values";
import { callWechat } from "./call";
import type { WechatCalls } from "./calls";

/** Why the picker could not be used. */
export type PickRefusal =
  /** The user has not agreed to the privacy notice. */
  | "privacy_refused"
  /** The privacy notice does not declare what the mini program collects. */
  | "privacy_undeclared"
  /** This mini program may not use the album or camera: WeChat's settings. */
  | "permission_denied"
  /** WeChat may not use the album or camera: the phone's settings. */
  | "system_permission_denied"
  /** The platform has no picker for these files, such as chat files in WeCom or in a plugin. */
  | "picker_unavailable"
  | "picker_failed"
  /** The page's hook `beforeAdd` rejected the files. */
  | "rejected_by_page";

/**
 * What asks for consent to the privacy notice: the component's own sheet, or the app with its `wx.onNeedPrivacyAuthorization` listener.
 * Without such a listener WeChat asks.
 */
export type PrivacyMode = "sheet" | "app";

export type Consent =
  /** Given, or not the component's task: WeChat asks by itself, or is too old to require consent. */
  | { readonly name: "given" }
  /** The component has to show its sheet first. */
  | { readonly name: "needed"; readonly contractName: string }
  | { readonly name: "refused"; readonly reason: PickRefusal };

/** WeChat usually responds at once. If it does not, it asks for consent by itself when its picker opens. */
const SETTING_TIMEOUT_MS = 3000;

/**
 * Checks whether files may be picked under WeChat's privacy rule. Never rejects. In the mode `app` it may stay pending, because the app's
 * question may stay open for any length of time.
 *
 * The component does not call `wx.onNeedPrivacyAuthorization`. A mini program has only one such listener: the last one wins and none can
 * be removed, so a component's listener would silence the app's. WeChat needs no listener if its agree button is tapped before the call:
 * https://developers.weixin.qq.com/miniprogram/dev/api/open-api/privacy/wx.onNeedPrivacyAuthorization.html
 */
export async function requestConsent(wechat: WechatCalls, mode: PrivacyMode): Promise<Consent> {
  if (mode === "app" && typeof wechat.requirePrivacyAuthorize === "function") {
    const outcome = await callWechat((callbacks) => wechat.requirePrivacyAuthorize?.(callbacks));
    if (outcome.name === "success") return { name: "given" };
    return {
      name: "refused",
      reason: /not declared/i.test(outcome.message) ? "privacy_undeclared" : "privacy_refused",
    };
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
 * Opens the settings that a refusal calls for, if it is about a permission. Resolves with whether to open the picker again. Never rejects.
 * Stays pending if WeChat does not report that its settings were closed.
 */
export async function openSettingsFor(wechat: WechatCalls, reason: PickRefusal): Promise<boolean> {
  if (reason === "permission_denied") {
    const outcome = await callWechat((callbacks) => wechat.openSetting(callbacks));
    if (outcome.name === "failure") return false;
    const { authSetting } = fieldsOf(outcome.result);
    return fieldsOf(authSetting)["scope.camera"] !== false;
  }
  if (reason === "system_permission_denied" && typeof wechat.openAppAuthorizeSetting === "function") {
    const outcome = await callWechat((callbacks) => wechat.openAppAuthorizeSetting?.(callbacks));
    // WeChat does not report what the user changed in the phone's settings.
    return outcome.name === "success";
  }
  return reason !== "privacy_undeclared" && reason !== "picker_unavailable";
}
