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
  let miniProgramDialog: AskForConsent | undefined;
  let agreedWith: string | undefined;
  let isDialogOpen = false;
  const isGiven = () => storage.getItem(STORED_AS) === "given";
  const save = () => storage.setItem(STORED_AS, "given");

  function settle(isAgreed: boolean): void {
    if (!isAgreed) throw new WxFailure("privacy permission is not authorized", 104);
    save();
  }

  async function showWechatDialog(): Promise<boolean> {
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
      miniProgramDialog = dialog;
    },
    agreeWith: (buttonId) => {
      agreedWith = buttonId;
      // A tap on the agree button counts as consent if no dialog is open.
      if (!isDialogOpen) save();
    },
    async require(referrer) {
      if (isGiven()) return;
      agreedWith = undefined;
      isDialogOpen = true;
      try {
        settle(
          miniProgramDialog === undefined
            ? await showWechatDialog()
            : await showMiniProgramDialog(miniProgramDialog, referrer),
        );
      } finally {
        isDialogOpen = false;
      }
    },
  };
}
