import type { Item, ListState } from "./list/state";
import { isSettled, isUnderWay, percentOf } from "./list/state";
import { toUploadFile, type UploadFile, type UploadFileError } from "./upload-file";

/** What the component tells its page, by `bind:` name. `files` is always the whole list. */
export interface UploaderEvents extends ListEvents {
  /** A tile was tapped, which is no change of the list. */
  readonly click: { readonly file: UploadFile; readonly index: number };
}

/** Those that tell of a change of the list. */
interface ListEvents {
  /** Files were picked. */
  readonly add: { readonly files: readonly UploadFile[] };
  /** The same with the whole list. */
  readonly "select-change": {
    readonly files: readonly UploadFile[];
    readonly currentSelectedFiles: readonly UploadFile[];
  };
  /** Any file came, went or has a new state; not for progress. */
  readonly change: { readonly files: readonly UploadFile[] };
  /** A file's percent grew. Forms only: WeChat tells none for PUT. */
  readonly progress: { readonly file: UploadFile; readonly percent: number };
  readonly success: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  readonly fail: {
    readonly file: UploadFile;
    readonly error: UploadFileError | undefined;
    readonly files: readonly UploadFile[];
  };
  readonly cancel: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  readonly remove: { readonly file: UploadFile; readonly index: number; readonly files: readonly UploadFile[] };
  /** The last file under way is over, whatever became of it. */
  readonly complete: { readonly files: readonly UploadFile[] };
}

/** One event to trigger. */
export type UploaderEvent = {
  readonly [Name in keyof ListEvents]: { readonly name: Name; readonly detail: ListEvents[Name] };
}[keyof ListEvents];

/** What to tell the page of the change from one state to the next, in order. */
export function eventsBetween(from: ListState, to: ListState): UploaderEvent[] {
  if (from.items === to.items) return [];
  const files = to.items.map(toUploadFile);
  const before = new Map(from.items.map((item) => [item.id, item]));
  const added = to.items.filter(({ id, phase }) => !before.has(id) && phase.name !== "kept").map(toUploadFile);
  const removed = from.items.filter(({ id }) => to.items.every((item) => item.id !== id));
  const hasMoved = to.items.some(({ id, phase }) => before.get(id)?.phase.name !== phase.name);
  const isChange = removed.length > 0 || hasMoved;
  const isComplete =
    from.items.some(({ phase }) => isUnderWay(phase)) && to.items.every((item) => isSettled(item.phase));
  const events: UploaderEvent[] = [];
  for (const item of to.items) {
    const step = stepOf(before.get(item.id), item, files);
    if (step) events.push(step);
  }
  if (added.length > 0) {
    events.push({ name: "add", detail: { files: added } });
    events.push({ name: "select-change", detail: { files, currentSelectedFiles: added } });
  }
  for (const item of removed) {
    const detail = { file: toUploadFile(item), index: from.items.indexOf(item), files };
    events.push({ name: "remove", detail });
  }
  if (isChange) events.push({ name: "change", detail: { files } });
  if (isComplete) events.push({ name: "complete", detail: { files } });
  return events;
}

function stepOf(from: Item | undefined, to: Item, files: readonly UploadFile[]): UploaderEvent | undefined {
  const file = toUploadFile(to);
  const percent = percentOf(to.phase);
  if (from === undefined || from.phase === to.phase) return undefined;
  if (from.phase.name !== to.phase.name) {
    if (to.phase.name === "done") return { name: "success", detail: { file, files } };
    if (to.phase.name === "failed") return { name: "fail", detail: { file, error: file.error, files } };
    if (to.phase.name === "cancelled") return { name: "cancel", detail: { file, files } };
  }
  if (percent === undefined || percent === percentOf(from.phase)) return undefined;
  return { name: "progress", detail: { file, percent } };
}
