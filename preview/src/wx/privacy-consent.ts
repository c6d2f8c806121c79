import type { AskForConsent, PrivacyConsent } from "./environment.ts";
import type { UserInterface } from "./interface/user-interface.ts";
import type { Words } from "./interface/words.ts";
import { WxFailure } from "./wx-failure.ts";

const STORED_AS = "preview: privacy consent";

/**
 * Creates WeChat's consent to the privacy notice. The user consents once, before the first picker, in the mini program's own dialog if it
 * has one.
 * https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/PrivacyAuthorize.html
 */
export function createPrivacyConsent(storage: Storage, ui: UserInterface, words: Words): PrivacyConsent {
  let ask: AskForConsent | undefined;
  let agreedWith: string | undefined;
  let isAsking = false;
  const isGiven = () => storage.getItem(STORED_AS) === "given";
  const give = () => storage.setItem(STORED_AS, "given");

  function settle(isAgreed: boolean): void {
    if (!isAgreed) throw new WxFailure("privacy permission is not authorized", 104);
    give();
  }

  async function showOwnDialog(): Promise<boolean> {
    const { confirm } = await ui.showModal({
      title: words.privacyTitle,
      content: words.privacyText,
      confirmText: words.agree,
      cancelText: words.decline,
    });
    return confirm;
  }

  function showMiniProgramDialog(show: AskForConsent, referrer: string): Promise<boolean> {
    return new Promise((resolve) => {
      show(
        ({ event, buttonId }) => {
          // "exposureAuthorization" only means that the dialog is visible.
          if (event === "agree") resolve(buttonId === agreedWith);
          if (event === "disagree") resolve(false);
        },
        { referrer },
      );
    });
  }

  return {
    isGiven,
    onNeeded: (dialog) => {
      ask = dialog;
    },
    agreeWith: (buttonId) => {
      agreedWith = buttonId;
      // A tap on the agree button counts as consent if no dialog is open.
      if (!isAsking) give();
    },
    async require(referrer) {
      if (isGiven()) return;
      agreedWith = undefined;
      isAsking = true;
      try {
        settle(ask === undefined ? await showOwnDialog() : await showMiniProgramDialog(ask, referrer));
      } finally {
        isAsking = false;
      }
    },
  };
}
