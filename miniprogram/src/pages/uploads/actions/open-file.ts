import { fillIn } from "../../../components/cos-uploader/texts/format";
import { type Callbacks, callWechat } from "../../../components/cos-uploader/wechat/call";
import { reasonOf } from "../../common/failure";
import { downloadObject, type Reading } from "../../common/read-object";
import { type DocumentType, notify, withLoading } from "../../common/wechat";
import type { StoredFile } from "../state/state";
import { type ActionContext, findFile } from "./context";
import { keepLinksAlive, lookAtFile, readWithLink, urlOf } from "./links";

/** Most photos that the viewer gets: as many as one request signs. */
const MAX_PHOTOS = 50;

const DOCUMENT_TYPES: readonly DocumentType[] = ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf"];

/** Opens a file in WeChat's viewer, in the player, or as a document. A file that is gone leaves the list. Never rejects. */
export async function openFile(context: ActionContext, key: string): Promise<void> {
  const { wechat, dispatch, state } = context;
  const texts = context.texts.uploads;
  const file = findFile(context, key);
  if (file === undefined || file.deletion === "running" || state().opening !== undefined) return;
  if (file.kind === "other") {
    notify(wechat, fillIn(texts.cannotOpen, { extension: file.extension.toUpperCase() }));
    return;
  }
  dispatch({ name: "opening", key });
  try {
    const reading = await OPENERS[file.kind](context, file);
    if (reading === "gone") notify(wechat, texts.gone);
    else if (reading !== "there") notify(wechat, texts.openFailed);
  } catch (error) {
    notify(wechat, texts.failures[reasonOf(error)]);
  } finally {
    // Another file may be opening by now.
    if (state().opening === key) dispatch({ name: "opening", key: undefined });
  }
}

/** Opens a file of each kind, if its object is there. @throws {UploadError} if the server does not sign its URL */
const OPENERS = { image: openPhotos, video: openPlayer, document: openDocument };

/** Opens the photos around one. All their URLs are signed first, because the viewer loads a photo only when the user reaches it. */
async function openPhotos(context: ActionContext, { key }: StoredFile): Promise<Reading> {
  const photos = context.state().files.filter(({ kind }) => kind === "image");
  const index = photos.findIndex((photo) => photo.key === key);
  const start = Math.max(0, Math.min(index - MAX_PHOTOS / 2, photos.length - MAX_PHOTOS));
  const shown = photos.slice(start, start + MAX_PHOTOS);
  await keepLinksAlive(context, shown);
  const reading = await lookAtFile(context, key);
  if (reading !== "there") return reading;
  const sources = shown.map((photo) => ({ url: urlOf(context, photo.key), type: "image" as const }));
  return show(context, (callbacks) => context.wechat.previewMedia({ current: index - start, sources, ...callbacks }));
}

async function openPlayer(context: ActionContext, { key }: StoredFile): Promise<Reading> {
  const reading = await lookAtFile(context, key);
  if (reading !== "there") return reading;
  const url = `/pages/player/player?key=${encodeURIComponent(key)}`;
  return show(context, (callbacks) => context.wechat.navigateTo({ url, ...callbacks }));
}

async function openDocument(context: ActionContext, { key, extension }: StoredFile): Promise<Reading> {
  const { wechat, texts } = context;
  let filePath = "";
  const reading = await withLoading(wechat, texts.uploads.opening, () =>
    readWithLink(context, key, async (url) => {
      const downloaded = await downloadObject(wechat, url);
      filePath = downloaded.filePath;
      return downloaded.reading;
    }),
  );
  const fileType = DOCUMENT_TYPES.find((type) => type === extension);
  if (reading !== "there" || fileType === undefined) return reading;
  return show(context, (callbacks) => wechat.openDocument({ filePath, fileType, showMenu: true, ...callbacks }));
}

/** Shows a file over the page. The page no longer waits for it, because WeChat may never call back. */
async function show(context: ActionContext, start: (callbacks: Callbacks) => unknown): Promise<Reading> {
  context.dispatch({ name: "opening", key: undefined });
  const outcome = await callWechat(start);
  return outcome.name === "success" ? "there" : "unknown";
}
