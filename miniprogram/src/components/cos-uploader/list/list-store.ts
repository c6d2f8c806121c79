import { reduce } from "./reduce";
import { INITIAL_STATE, type Item, type ItemPhase, type ListEvent, type ListState, type PhaseName } from "./state";

/** Called with every new state, the previous one, and the name of the event between them. */
export type OnListChange = (state: ListState, previous: ListState, cause: ListEvent["name"]) => void;

/** Holds the list's state. Only events change it. */
export interface ListStore {
  readonly state: ListState;
  readonly isClosed: boolean;
  dispatch(event: ListEvent): void;
  find(id: number): Item | undefined;
  itemsIn(...names: readonly PhaseName[]): readonly Item[];
  setPhase(items: readonly Item[], phase: ItemPhase): void;
  /** Ignores all later events. */
  close(): void;
}

export function createListStore(onChange: OnListChange): ListStore {
  let state = INITIAL_STATE;
  let isClosed = false;

  function dispatch(event: ListEvent): void {
    const previous = state;
    const next = reduce(state, event);
    if (isClosed || next === previous) return;
    state = next;
    onChange(state, previous, event.name);
  }

  return {
    get state() {
      return state;
    },
    get isClosed() {
      return isClosed;
    },
    dispatch,
    find: (id) => state.items.find((item) => item.id === id),
    itemsIn: (...names) => state.items.filter(({ phase }) => names.includes(phase.name)),
    setPhase(items, phase) {
      for (const { id } of items) dispatch({ name: "phaseChanged", id, phase });
    },
    close() {
      isClosed = true;
    },
  };
}
