import { UploadError } from "../../../uploader/index";
import type { ListHooks } from "./hooks";
import type { ListStore } from "./list-store";
import type { Item, ItemPhase } from "./state";

export interface PreparingDependencies {
  readonly store: ListStore;
  /** Reads the current hooks. */
  hooks(): ListHooks;
}

/** Has the page prepare files before they are uploaded. */
export interface Preparing {
  /**
   * Passes the items on to `next`: those that need no preparation at once and together, each other one when the page has prepared it. The
   * page prepares one file at a time, because it may show something to the user, such as a frame to crop.
   */
  run(items: readonly Item[], next: (items: readonly Item[]) => Promise<void> | void): Promise<void>;
  /**
   * Called after each change of the list. Abandons the preparation of a file that was cancelled or removed, so that the next one starts, and
   * releases the prepared files of items that are no longer in the list. Uploaded ones are still shown.
   */
  update(): void;
}

export function createPreparing({ store, hooks }: PreparingDependencies): Preparing {
  /** The last preparation, after which the next one starts. */
  let last: Promise<void> = Promise.resolve();
  const releases = new Map<number, () => void>();
  /** The preparation that runs. */
  let current: { readonly id: number; readonly phase: ItemPhase; abandon(): void } | undefined;

  const isIn = (id: number, phase: ItemPhase) => !store.isClosed && store.find(id)?.phase === phase;

  /** The item with its prepared file. Undefined if it failed, or was cancelled or removed in the meantime. */
  async function prepare(id: number, phase: ItemPhase, run: NonNullable<ListHooks["prepare"]>) {
    const item = store.find(id);
    if (item === undefined || !isIn(id, phase)) return undefined;
    const abandoned = new Promise<void>((abandon) => {
      current = { id, phase, abandon };
    });
    const result = await run(item, abandoned);
    current = undefined;
    if (result.name === "accepted" && !isIn(id, phase)) result.value.release();
    if (!isIn(id, phase)) return undefined;
    if (result.name === "rejected") {
      const error = new UploadError("prepare_failed", result.sentence || "the hook prepare failed");
      store.setPhase([item], { name: "failed", error, sentence: result.sentence });
      return undefined;
    }
    releases.set(id, result.value.release);
    store.dispatch({ name: "filePrepared", id, file: result.value.file });
    return store.find(id);
  }

  function update(): void {
    if (current !== undefined && !isIn(current.id, current.phase)) current.abandon();
    for (const [id, release] of releases) {
      if (!store.isClosed && store.find(id) !== undefined) continue;
      releases.delete(id);
      release();
    }
  }

  return {
    async run(items, next) {
      const { prepare: run } = hooks();
      const waiting = run === undefined ? [] : items.filter(({ isPrepared }) => !isPrepared);
      const ready = items.filter((item) => !waiting.includes(item));
      if (run === undefined || waiting.length === 0) return next(ready);
      const phases = waiting.map(({ id }) => ({ id, phase: { name: "preparing" } as const }));
      for (const { id, phase } of phases) store.dispatch({ name: "phaseChanged", id, phase });
      const started = [ready.length > 0 ? next(ready) : undefined];
      for (const { id, phase } of phases) {
        const turn = last.then(() => prepare(id, phase, run));
        last = turn.then(
          () => {},
          () => {},
        );
        started.push(turn.then((item) => item && next([item])));
      }
      await Promise.all(started);
    },
    update,
  };
}
