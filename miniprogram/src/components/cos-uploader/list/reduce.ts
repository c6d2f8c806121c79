import type { GivenFile, Item, ItemPhase, ListEvent, ListState, PickedFile, PickerState } from "./state";

/** The state after an event. If the event cannot happen in the state, the same object is returned. */
export function reduce(state: ListState, event: ListEvent): ListState {
  const { picker } = state;
  switch (event.name) {
    case "filesGiven":
      return giveFiles(state, event.files);
    case "pickerOpened":
      return picker.name === "open" ? state : { ...state, picker: { name: "open" } };
    case "consentNeeded":
      if (picker.name !== "open") return state;
      return { ...state, picker: { name: "asking_consent", contractName: event.contractName } };
    case "pickerClosed":
      return picker.name === "closed" ? state : { ...state, picker: { name: "closed" } };
    case "pickerRefused":
      if (picker.name !== "open" && picker.name !== "asking_consent") return state;
      return { ...state, picker: refusedBy(event) };
    case "filesPicked":
      return picker.name === "open" ? addItems({ ...state, picker: { name: "closed" } }, event.files) : state;
    case "filesPickedLate":
      return addItems(state, event.files);
    case "phaseChanged":
      return replaceItem(state, event.id, (item) => withPhase(item, event.phase));
    case "filePrepared":
      return replaceItem(state, event.id, (item) => ({
        ...item,
        file: event.file,
        isPrepared: true,
        phase: { name: "ready" },
      }));
    case "moved":
      return moveItem(state, event.id, event.index);
    case "removed":
      return replaceItem(state, event.id, () => undefined);
    case "thumbnailBroken":
      return replaceItem(state, event.id, withoutThumbnail);
    case "unfinishedFound":
      return offer(state, event.uploads);
    case "unfinishedContinued":
      return continueUnfinished(state, event.id, event.file);
    case "unfinishedDiscarded":
      return withoutUnfinished(state, event.id);
  }
}

function refusedBy({ reason, sentence }: Extract<ListEvent, { name: "pickerRefused" }>): PickerState {
  return { name: "refused", reason, ...(sentence && { sentence }) };
}

function addItems(state: ListState, files: readonly PickedFile[]): ListState {
  const added = files.map((file, index): Item => ({ id: state.nextId + index, file, phase: { name: "ready" } }));
  return { ...state, items: [...state.items, ...added], nextId: state.nextId + files.length };
}

/** The same uploads again change nothing. */
function offer(state: ListState, uploads: ListState["unfinished"]): ListState {
  return JSON.stringify(uploads) === JSON.stringify(state.unfinished) ? state : { ...state, unfinished: uploads };
}

/** The page has already prepared the file: an unfinished upload is of the bytes that are sent. */
function continueUnfinished(state: ListState, uploadId: string, file: PickedFile): ListState {
  const without = withoutUnfinished(state, uploadId);
  if (without === state) return state;
  const item: Item = { id: state.nextId, file, isPrepared: true, phase: { name: "ready" } };
  return { ...without, items: [...state.items, item], nextId: state.nextId + 1 };
}

function withoutUnfinished(state: ListState, uploadId: string): ListState {
  const unfinished = state.unfinished.filter(({ id }) => id !== uploadId);
  return unfinished.length === state.unfinished.length ? state : { ...state, unfinished };
}

/** The page's list replaces the component's. The component's own files stay as they are, others are added, and missing ones are removed. */
function giveFiles(state: ListState, given: readonly GivenFile[]): ListState {
  let { nextId } = state;
  const items = given.map(({ id, file, removeBtn }): Item => {
    const own = state.items.find((item) => item.id === id) ?? state.items.find((item) => isKept(item, file));
    const item: Item = own ?? { id: nextId++, file, phase: { name: "kept" } };
    return removeBtn === undefined || removeBtn === item.removeBtn ? item : { ...item, removeBtn };
  });
  const unique = items.filter((item, index) => items.indexOf(item) === index);
  const isSame = unique.length === state.items.length && unique.every((item, index) => item === state.items[index]);
  return isSame ? state : { ...state, items: unique, nextId };
}

function isKept(item: Item, file: PickedFile): boolean {
  return item.phase.name === "kept" && item.file.path === file.path;
}

function replaceItem(state: ListState, id: number, replace: (item: Item) => Item | undefined): ListState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  const next = replace(item);
  if (next === item) return state;
  const items =
    next === undefined
      ? state.items.filter((candidate) => candidate !== item)
      : state.items.map((candidate) => (candidate === item ? next : candidate));
  return { ...state, items };
}

/** An index beyond either end moves the item to that end. */
function moveItem(state: ListState, id: number, index: number): ListState {
  const item = state.items.find((candidate) => candidate.id === id);
  if (item === undefined) return state;
  const items = state.items.filter((candidate) => candidate !== item);
  items.splice(Math.max(0, index), 0, item);
  return items.every((candidate, position) => candidate === state.items[position]) ? state : { ...state, items };
}

function withPhase(item: Item, phase: ItemPhase): Item {
  return item.phase === phase || item.phase.name === "kept" ? item : { ...item, phase };
}

function withoutThumbnail(item: Item): Item {
  if (item.file.thumbnailPath === undefined) return item;
  return { ...item, file: { ...item.file, thumbnailPath: undefined } };
}
