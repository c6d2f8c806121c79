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

/**
 * Whether files may be picked as far as WeChat's privacy rule goes. Never rejects.
 *
 * The component registers no `wx.onNeedPrivacyAuthorization` of its own: there is one such listener for a whole mini program, the
 * last wins and none can be taken off, so a component's would silence the app's. WeChat needs none where its agree button is tapped
 * before the call: https://developers.weixin.qq.com/miniprogram/dev/api/open-api/privacy/wx.onNeedPrivacyAuthorization.html
 */
export function askConsent(wechat: WechatCalls, mode: PrivacyMode): Promise<Consent> {
  return new Promise((resolve) => {
    if (mode === "app" && wechat.requirePrivacyAuthorize) {
      wechat.requirePrivacyAuthorize({
        success: () => resolve({ name: "given" }),
        fail: ({ errMsg }) =>
          resolve({
            name: "refused",
            why: /not declared/i.test(errMsg) ? "privacy_undeclared" : "privacy_refused",
          }),
      });
    } else if (mode === "sheet" && wechat.getPrivacySetting) {
      wechat.getPrivacySetting({
        success: ({ needAuthorization, privacyContractName }) =>
          resolve(needAuthorization ? { name: "needed", contractName: privacyContractName } : { name: "given" }),
        fail: () => resolve({ name: "given" }),
      });
    } else {
      resolve({ name: "given" });
    }
  });
}
