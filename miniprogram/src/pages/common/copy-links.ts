import { fillIn } from "../../components/cos-uploader/texts/format";
import { callWechat } from "../../components/cos-uploader/wechat/call";
import type { Texts } from "../../texts/texts";
import type { UploadsClient } from "../../uploader/uploads/index";
import { reasonOf } from "./failure";
import { notify, type ReadingCalls } from "./wechat";

/** What copying needs. */
export interface CopyLinksOptions {
  readonly uploads: Pick<UploadsClient, "downloads">;
  readonly wechat: Pick<ReadingCalls, "setClipboardData" | "showToast">;
  readonly texts: Texts;
}

/**
 * Signs links to objects and copies them, one a line. A message says how long they work, or what went wrong. Never rejects.
 *
 * @returns whether they were copied
 */
export async function copyLinks(
  { uploads, wechat, texts }: CopyLinksOptions,
  keys: readonly string[],
): Promise<boolean> {
  const signed = await uploads.downloads(keys).catch((error: unknown) => reasonOf(error));
  if (typeof signed === "string") {
    const isOffered = signed !== "notSupported" && signed !== "noLogin";
    notify(wechat, isOffered ? texts.uploads.failures[signed] : texts.linkNotOffered);
    return false;
  }
  const data = signed.downloads.map(({ url }) => url).join("\n");
  const outcome = await callWechat((callbacks) => wechat.setClipboardData({ data, ...callbacks }));
  const minutes = Math.max(1, Math.floor(signed.expiresInSeconds / 60));
  const copied = keys.length === 1 ? texts.linkCopied : texts.linksCopied;
  // Replaces WeChat's own message about the copy.
  notify(wechat, outcome.name === "success" ? fillIn(copied, { count: keys.length, minutes }) : texts.copyFailed);
  return outcome.name === "success";
}
