import { reduceItem } from "./reduce-item";
import type { PickedFile, UploadEvent, UploadItem, UploadState } from "./upload-state";

/** The state after an event. An event that can't happen in a state leaves the very same state. */
export function reduce(state: UploadState, event: UploadEvent): UploadState {
  switch (event.name) {
    case "methodChosen":
      return event.method === state.method ? state : { ...state, method: event.method };
    case "pickerOpened":
      return state.picker.name === "open" ? state : { ...state, picker: { name: "open" } };
    case "pickerClosed":
      return state.picker.name === "open" ? { ...state, picker: { name: "closed" } } : state;
    case "pickerRefused":
      return state.picker.name === "open" ? { ...state, picker: { name: "refused", why: event.why } } : state;
    case "filesPicked":
      return state.picker.name === "open" ? addItems({ ...state, picker: { name: "closed" } }, event.files) : state;
    case "item":
      return replaceItem(state, event.id, (item) => reduceItem(item, event.event, state.method));
  }
}

/** The items to start next, oldest first, so that at most `maxRunning` run. */
export function itemsToStart({ items }: UploadState, maxRunning: number): readonly UploadItem[] {
  const running = items.filter(({ phase }) => phase.name === "preparing" || phase.name === "uploading").length;
  return items.filter(({ phase }) => phase.name === "waiting").slice(0, Math.max(0, maxRunning - running));
}

function addItems(state: UploadState, files: readonly PickedFile[]): UploadState {
  const added = files.map(
    (file, index): UploadItem => ({
      id: state.nextId + index,
      file,
      method: state.method,
      attempt: 0,
      phase: { name: "waiting" },
    }),
  );
  return { ...state, items: [...state.items, ...added], nextId: state.nextId + files.length };
}

function replaceItem(
  state: UploadState,
  id: number,
  replace: (item: UploadItem) => UploadItem | undefined,
): UploadState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  const next = replace(item);
  if (next === item) return state;
  const others = state.items.filter((candidate) => candidate !== item);
  const items = next === undefined ? others : state.items.map((candidate) => (candidate === item ? next : candidate));
  return { ...state, items };
}
