import { fieldsOf, readText } from "../../uploader/platform-values";
import { callWechat } from "./call-wechat";
import type { PickRefusal } from "./state";
import type { WechatCalls } from "./wechat-calls";

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
