import { fillIn } from "../../../components/cos-uploader/texts/format";
import { type CallOutcome, callWechat } from "../../../components/cos-uploader/wechat/call";
import { reasonOf } from "../../common/failure";
import { downloadObject } from "../../common/read-object";
import { confirm, notify, withLoading } from "../../common/wechat";
import type { StoredFile } from "../state/state";
import { type ActionContext, selectedFiles } from "./context";
import { keepLinksAlive, readWithLink } from "./links";

/** Long enough for a user who thinks about the question for the permission. Without a limit, the message would stay if WeChat never called back. */
const SAVE_TIMEOUT_MS = 120_000;

/** What became of one file. */
type Saving = "saved" | "failed" | "denied" | "cancelled";

/** Creates the action that saves the selected photos and videos to the phone's album. A message reports the result. It never rejects. */
export function createSaver(context: ActionContext): () => Promise<void> {
  let isSaving = false;
  return async () => {
    // The button can be tapped again before a message covers it.
    if (isSaving) return;
    isSaving = true;
    const isDenied = await saveSelected(context);
    isSaving = false;
    if (isDenied) await explainPermission(context);
  };
}

/** @returns whether the permission is missing */
async function saveSelected(context: ActionContext): Promise<boolean> {
  const { wechat, dispatch } = context;
  const texts = context.texts.uploads;
  const selected = selectedFiles(context);
  const files = selected.filter(({ kind }) => kind === "image" || kind === "video");
  if (files.length === 0) {
    notify(wechat, texts.nothingToSave);
    return false;
  }
  try {
    await keepLinksAlive(context, files);
    const savings = await saveAll(context, files);
    if (savings.includes("denied")) return true;
    const saved = savings.filter((saving) => saving === "saved").length;
    const failed = selected.length - saved - savings.filter((saving) => saving === "cancelled").length;
    if (saved > 0) dispatch({ name: "selectionEnded" });
    if (failed > 0) notify(wechat, fillIn(texts.savedSome, { saved, failed }));
    else if (saved > 0) notify(wechat, fillIn(texts.saved, { count: saved }));
  } catch (error) {
    notify(wechat, texts.failures[reasonOf(error)]);
  }
  return false;
}

/** One after the other, because WeChat's album saves one file at a time. Ends at the first one for which there is no permission. */
async function saveAll(context: ActionContext, files: readonly StoredFile[]): Promise<readonly Saving[]> {
  const savings: Saving[] = [];
  for (const [index, file] of files.entries()) {
    const title = fillIn(context.texts.uploads.saving, { done: index + 1, total: files.length });
    const saving = await withLoading(context.wechat, title, () => saveOne(context, file));
    savings.push(saving);
    if (saving === "denied") break;
  }
  return savings;
}

async function saveOne(context: ActionContext, { key, kind }: StoredFile): Promise<Saving> {
  const { wechat } = context;
  let filePath = "";
  const reading = await readWithLink(context, key, async (url) => {
    const downloaded = await downloadObject(wechat, url);
    filePath = downloaded.filePath;
    return downloaded.reading;
  });
  if (reading !== "there") return "failed";
  return savingOf(
    await callWechat(
      (callbacks) =>
        kind === "image"
          ? wechat.saveImageToPhotosAlbum({ filePath, ...callbacks })
          : wechat.saveVideoToPhotosAlbum({ filePath, ...callbacks }),
      SAVE_TIMEOUT_MS,
    ),
  );
}

/** WeChat has several wordings for a missing permission: `auth deny`, `auth denied`, `authorize no response`, `system permission denied`. */
function savingOf(outcome: CallOutcome): Saving {
  if (outcome.name === "success") return "saved";
  if (/cancel/i.test(outcome.message)) return "cancelled";
  return /auth|permission/i.test(outcome.message) ? "denied" : "failed";
}

async function explainPermission({ wechat, texts }: ActionContext): Promise<void> {
  const { title, text, confirm: confirmText, cancel } = texts.uploads.album;
  const isWanted = await confirm(wechat, { title, content: text, confirmText, cancelText: cancel });
  if (isWanted) await callWechat((callbacks) => wechat.openSetting(callbacks));
}
