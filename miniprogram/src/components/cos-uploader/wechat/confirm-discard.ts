import { fieldsOf } from "../../../uploader/platform-values";
import type { UploaderTexts } from "../texts/texts";
import { callWechat } from "./call";
import type { WechatCalls } from "./calls";

/**
 * Asks the user whether to discard an unfinished upload. False means to keep it. Never rejects. Stays pending if WeChat loses the
 * question; the user can ask for it again.
 */
export async function confirmDiscard(
  wechat: WechatCalls,
  { unfinished: { discard } }: Pick<UploaderTexts, "unfinished">,
): Promise<boolean> {
  const outcome = await callWechat((callbacks) =>
    wechat.showModal({
      title: discard.title,
      content: discard.text,
      confirmText: discard.confirm,
      cancelText: discard.keep,
      ...callbacks,
    }),
  );
  return outcome.name === "success" && fieldsOf(outcome.result)["confirm"] === true;
}
