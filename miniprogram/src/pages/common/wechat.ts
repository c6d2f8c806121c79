import type { Callbacks } from "../../components/cos-uploader/wechat/call";
import { callWechat } from "../../components/cos-uploader/wechat/call";
import { fieldsOf } from "../../uploader/platform-values";

/** The options of a call: its callbacks, and what the page sets. */
type Option<Own> = Callbacks & Own;

/** The part of `wx` that the pages use to read what was uploaded. The results of the calls are unknown, and validated. */
export interface ReadingCalls {
  request(
    option: Option<{
      readonly url: string;
      readonly header: Readonly<Record<string, string>>;
      readonly responseType: "arraybuffer";
      readonly timeout: number;
    }>,
  ): unknown;
  downloadFile(option: Option<{ readonly url: string; readonly timeout: number }>): unknown;
  openDocument(
    option: Option<{ readonly filePath: string; readonly fileType: DocumentType; readonly showMenu: boolean }>,
  ): unknown;
  saveImageToPhotosAlbum(option: Option<{ readonly filePath: string }>): unknown;
  saveVideoToPhotosAlbum(option: Option<{ readonly filePath: string }>): unknown;
  openSetting(option: Option<unknown>): unknown;
  previewMedia(
    option: Option<{
      readonly current: number;
      readonly sources: Array<{ readonly url: string; readonly type: "image" }>;
    }>,
  ): unknown;
  navigateTo(option: Option<{ readonly url: string }>): unknown;
  setClipboardData(option: Option<{ readonly data: string }>): unknown;
  showToast(option: { readonly title: string; readonly icon: "none" }): unknown;
  showLoading(option: { readonly title: string; readonly mask: boolean }): unknown;
  hideLoading(): unknown;
  showModal(option: Option<Question>): unknown;
}

/** Documents that WeChat opens. */
export type DocumentType = "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" | "pdf";

/** A question with two buttons. */
export interface Question {
  readonly title: string;
  readonly content: string;
  readonly confirmText: string;
  readonly cancelText: string;
  /** The colour of the confirming button. @default WeChat's */
  readonly confirmColor?: string;
}

/** Asks the user. False unless the user confirms. Never rejects. Stays pending if WeChat loses the question. */
export async function confirm(wechat: Pick<ReadingCalls, "showModal">, question: Question): Promise<boolean> {
  const outcome = await callWechat((callbacks) => wechat.showModal({ ...question, ...callbacks }));
  return outcome.name === "success" && fieldsOf(outcome.result)["confirm"] === true;
}

/** Shows a message for a moment. A phone that cannot is ignored. */
export function notify(wechat: Pick<ReadingCalls, "showToast">, title: string): void {
  void callWechat(() => wechat.showToast({ title, icon: "none" }));
}

/** Shows a message over the page while work runs. */
export async function withLoading<Result>(
  wechat: Pick<ReadingCalls, "showLoading" | "hideLoading">,
  title: string,
  run: () => Promise<Result>,
): Promise<Result> {
  void callWechat(() => wechat.showLoading({ title, mask: true }));
  try {
    return await run();
  } finally {
    void callWechat(() => wechat.hideLoading());
  }
}
