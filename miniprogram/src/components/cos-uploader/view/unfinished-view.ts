import type { UnfinishedUpload } from "../../../uploader/index";
import { typeOfExtension } from "../list/accepted-types";
import type { ListState } from "../list/state";
import { fillIn, formatBytes, formatDate } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import type { Limits } from "./limits-text";
import { type ActionView, actionView } from "./tile-view";

/** The offer to continue the uploads of an earlier visit. */
export interface UnfinishedView {
  /** `2 unfinished uploads` */
  readonly title: string;
  /** The newest few. The next ones follow when these are continued or discarded. */
  readonly uploads: readonly UnfinishedUploadView[];
}

export interface UnfinishedUploadView {
  readonly id: string;
  /** `Video of 2026-11-28 · 60 MB` */
  readonly name: string;
  /** `42% uploaded` */
  readonly sent: string;
  /** What the user has to do before the upload continues. Empty if nothing. */
  readonly hint: string;
  readonly resume: ActionView | undefined;
  readonly discard: ActionView;
}

export interface UnfinishedOptions {
  readonly disabled: boolean;
  readonly limits: Pick<Limits, "maxFiles">;
}

/** More would push the files out of sight. */
const MOST_UPLOADS = 3;

/** Undefined without unfinished uploads, and while the component is disabled. */
export function unfinishedView(
  { unfinished, items }: ListState,
  texts: UploaderTexts,
  { disabled, limits: { maxFiles } }: UnfinishedOptions,
): UnfinishedView | undefined {
  const title = unfinishedTitle(unfinished, texts);
  if (title === undefined || disabled) return undefined;
  const hasRoom = maxFiles === 0 || items.length < maxFiles;
  return { title, uploads: unfinished.slice(0, MOST_UPLOADS).map((upload) => uploadView(upload, texts, hasRoom)) };
}

/** Undefined without unfinished uploads. */
export function unfinishedTitle(
  unfinished: readonly UnfinishedUpload[],
  texts: Pick<UploaderTexts, "unfinished">,
): string | undefined {
  const { length: count } = unfinished;
  if (count === 0) return undefined;
  return count === 1 ? texts.unfinished.one : fillIn(texts.unfinished.many, { count });
}

function uploadView(upload: UnfinishedUpload, texts: UploaderTexts, hasRoom: boolean): UnfinishedUploadView {
  const { id, extension, bytes, sentBytes, startedAtMs, isFileThere } = upload;
  const name = fillIn(texts.unfinished.upload, {
    kind: texts.kinds[typeOfExtension(extension)],
    size: formatBytes(bytes),
    date: formatDate(startedAtMs),
  });
  return {
    id,
    name,
    sent: fillIn(texts.unfinished.sent, { percent: Math.floor((100 * sentBytes) / bytes) }),
    hint: isFileThere ? "" : texts.unfinished.chooseAgain,
    resume: hasRoom ? actionView("continue", name, texts) : undefined,
    discard: actionView("discard", name, texts),
  };
}
