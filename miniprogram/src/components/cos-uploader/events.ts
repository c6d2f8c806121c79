import type { Item, ListState } from "./list/state";
import { isSettled, isUnderWay, percentOf } from "./list/state";
import { toUploadFile, type UploadFile, type UploadFileError } from "./upload-file";

/** The component's events, by `bind:` name. `files` is the whole list, unless stated otherwise. */
export interface UploaderEvents extends ListEvents {
  /** A tile was tapped. The list has not changed. */
  readonly click: { readonly file: UploadFile; readonly index: number };
}

/** The events of a change of the list. */
interface ListEvents {
  /** Files were picked. `files` has only the new ones. */
  readonly add: { readonly files: readonly UploadFile[] };
  /** Files were picked. */
  readonly "select-change": {
    readonly files: readonly UploadFile[];
    readonly currentSelectedFiles: readonly UploadFile[];
  };
  /** The same as `select-change`, by a name of one word, which every framework can bind. */
  readonly selectchange: ListEvents["select-change"];
  /** A file was added, removed or moved, or has a new state or a proof. Progress does not count. */
  readonly change: { readonly files: readonly UploadFile[] };
  /** A file's percent changed. Not for PUT: WeChat reports no progress for it. */
  readonly progress: { readonly file: UploadFile; readonly percent: number };
  readonly success: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  /** A file that was uploaded before is confirmed now. With the property `confirm`. */
  readonly confirm: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  readonly fail: {
    readonly file: UploadFile;
    readonly error: UploadFileError | undefined;
    readonly files: readonly UploadFile[];
  };
  readonly cancel: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  /** A file was paused. */
  readonly pause: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  /** A paused file continues. */
  readonly resume: { readonly file: UploadFile; readonly files: readonly UploadFile[] };
  readonly remove: { readonly file: UploadFile; readonly index: number; readonly files: readonly UploadFile[] };
  /** The user or the method `move()` has changed the order. */
  readonly drop: { readonly files: readonly UploadFile[] };
  /** The last file under way has ended: done, failed or cancelled. */
  readonly complete: { readonly files: readonly UploadFile[] };
}

/** One event to trigger. */
export type UploaderEvent = {
  readonly [Name in keyof ListEvents]: { readonly name: Name; readonly detail: ListEvents[Name] };
}[keyof ListEvents];

/** The events for a change from one state to the next, in the order in which they are triggered. */
export function eventsBetween(from: ListState, to: ListState): UploaderEvent[] {
  if (from.items === to.items) return [];
  const files = to.items.map(toUploadFile);
  const before = new Map(from.items.map((item) => [item.id, item]));
  const added = to.items.filter(({ id, phase }) => !before.has(id) && phase.name !== "kept").map(toUploadFile);
  const removed = from.items.filter(({ id }) => to.items.every((item) => item.id !== id));
  const hasNewPhase = to.items.some(({ id, phase }) => before.get(id)?.phase.name !== phase.name);
  const isReordered = removed.length === 0 && added.length === 0 && isInOtherOrder(from.items, to.items);
  const isConfirmed = to.items.some((item) => isNowConfirmed(before.get(item.id), item));
  const isChange = removed.length > 0 || hasNewPhase || isReordered || isConfirmed;
  const isComplete =
    from.items.some(({ phase }) => isUnderWay(phase)) && to.items.every((item) => isSettled(item.phase));
  const events: UploaderEvent[] = [];
  for (const item of to.items) {
    const step = eventFor(before.get(item.id), item, files);
    if (step) events.push(step);
  }
  if (added.length > 0) {
    events.push({ name: "add", detail: { files: added } });
    const detail = { files, currentSelectedFiles: added };
    events.push({ name: "select-change", detail }, { name: "selectchange", detail });
  }
  for (const item of removed) {
    const detail = { file: toUploadFile(item), index: from.items.indexOf(item), files };
    events.push({ name: "remove", detail });
  }
  if (isReordered) events.push({ name: "drop", detail: { files } });
  if (isChange) events.push({ name: "change", detail: { files } });
  if (isComplete) events.push({ name: "complete", detail: { files } });
  return events;
}

/** Whether items have other places, or are others. */
export function isInOtherOrder(from: readonly Item[], to: readonly Item[]): boolean {
  return from.length !== to.length || to.some(({ id }, index) => from[index]?.id !== id);
}

/** Whether an uploaded file has been confirmed since. */
function isNowConfirmed(from: Item | undefined, { phase }: Item): boolean {
  const wasDone = from?.phase.name === "done" && !from.phase.result.confirmed;
  return wasDone && phase.name === "done" && phase.result.confirmed === true;
}

function eventFor(from: Item | undefined, to: Item, files: readonly UploadFile[]): UploaderEvent | undefined {
  const file = toUploadFile(to);
  const percent = percentOf(to.phase);
  if (from === undefined || from.phase === to.phase) return undefined;
  if (from.phase.name !== to.phase.name) {
    if (to.phase.name === "done") return { name: "success", detail: { file, files } };
    if (to.phase.name === "failed") return { name: "fail", detail: { file, error: file.error, files } };
    if (to.phase.name === "cancelled") return { name: "cancel", detail: { file, files } };
    if (to.phase.name === "paused") return { name: "pause", detail: { file, files } };
    if (from.phase.name === "paused" && isUnderWay(to.phase)) return { name: "resume", detail: { file, files } };
  }
  if (isNowConfirmed(from, to)) return { name: "confirm", detail: { file, files } };
  if (percent === undefined || percent === percentOf(from.phase)) return undefined;
  return { name: "progress", detail: { file, percent } };
}
