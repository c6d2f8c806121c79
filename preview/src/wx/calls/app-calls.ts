import { type Callbacks, call, succeed } from "../call.ts";
import type { AskForConsent, WxEnvironment } from "../environment.ts";
import { wordsFor } from "../interface/words.ts";

interface UrlOption extends Callbacks<object> {
  readonly url: string;
}

/** Creates the calls for pages, the app's lifecycle, login and the privacy notice. */
export function createAppCalls(environment: WxEnvironment, loginCode: () => string) {
  const { launch, lifecycle, navigate, privacy, userInterface, language } = environment;
  const words = wordsFor(language);
  const go = (name: string, openType: string) => (option: UrlOption) =>
    call(name, option, () => {
      navigate({ url: option.url, openType, delta: 1 });
      return {};
    });
  return {
    navigateTo: go("navigateTo", "navigate"),
    redirectTo: go("redirectTo", "redirect"),
    reLaunch: go("reLaunch", "reLaunch"),
    navigateBack: (option: Callbacks<object> & { readonly delta?: number } = {}) =>
      call("navigateBack", option, () => {
        navigate({ url: "", openType: "navigateBack", delta: option.delta ?? 1 });
        return {};
      }),
    getLaunchOptionsSync: () => ({ ...launch }),
    getEnterOptionsSync: () => ({ ...launch }),
    onAppShow: lifecycle.onShow.add,
    offAppShow: lifecycle.onShow.remove,
    onAppHide: lifecycle.onHide.add,
    offAppHide: lifecycle.onHide.remove,
    login: (option?: Callbacks<object>) => succeed("login", option, { code: loginCode() }),
    checkSession: (option?: Callbacks<object>) => succeed("checkSession", option, {}),
    onNeedPrivacyAuthorization: (ask: AskForConsent) => privacy.onNeeded(ask),
    requirePrivacyAuthorize: (option?: Callbacks<object>) =>
      call("requirePrivacyAuthorize", option, async () => {
        await privacy.require("requirePrivacyAuthorize");
        return {};
      }),
    getPrivacySetting: (option?: Callbacks<object>) =>
      succeed("getPrivacySetting", option, {
        needAuthorization: !privacy.isGiven(),
        privacyContractName: words.privacyContract,
      }),
    openPrivacyContract: (option?: Callbacks<object>) =>
      call("openPrivacyContract", option, async () => {
        const { privacyContract: title, privacyText: content, confirm: confirmText } = words;
        await userInterface.showModal({ title, content, confirmText, cancelText: undefined });
        return {};
      }),
  };
}
