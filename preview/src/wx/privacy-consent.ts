import type { AskForConsent, PrivacyConsent } from "./environment.ts";
import type { UserInterface } from "./interface/user-interface.ts";
import type { Words } from "./interface/words.ts";
import { WxFailure } from "./wx-failure.ts";

const STORED_AS = "preview: privacy consent";

/**
 * WeChat's consent to the privacy notice: asked once, before the first picker, by the mini program's own question if it has one.
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

  async function askItself(): Promise<boolean> {
    const { confirm } = await ui.showModal({
      title: words.privacyTitle,
      content: words.privacyText,
      confirmText: words.agree,
      cancelText: words.refuse,
    });
    return confirm;
  }

  function askByMiniProgram(question: AskForConsent, referrer: string): Promise<boolean> {
    return new Promise((resolve) => {
      question(
        ({ event, buttonId }) => {
          // "exposureAuthorization" says only that the question is on the screen.
          if (event === "agree") resolve(buttonId === agreedWith);
          if (event === "disagree") resolve(false);
        },
        { referrer },
      );
    });
  }

  return {
    isGiven,
    onNeeded: (question) => {
      ask = question;
    },
    agreeWith: (buttonId) => {
      agreedWith = buttonId;
      // Tapped before anything was called, the agree button is the consent itself.
      if (!isAsking) give();
    },
    async require(referrer) {
      if (isGiven()) return;
      agreedWith = undefined;
      isAsking = true;
      try {
        settle(ask === undefined ? await askItself() : await askByMiniProgram(ask, referrer));
      } finally {
        isAsking = false;
      }
    },
  };
}
