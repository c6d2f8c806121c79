import type { WechatCalls } from "../wechat/calls";
import type { ListOptions } from "./list-options";
import { createListStore, type OnListChange } from "./list-store";
import { createPicking, type Picking } from "./picking";
import { createPreparing } from "./preparing";
import type { RunningUploadsOptions } from "./running-uploads";
import { createSending } from "./sending";
import { canRetry, type GivenFile, type Item, type ListState, type PhaseName } from "./state";

export interface UploadListDependencies extends Pick<RunningUploadsOptions, "createUploader"> {
  readonly wechat: WechatCalls;
  options(): ListOptions;
  readonly onChange: OnListChange;
}

/** The actions on the list. An action that is impossible, for its id or in the current state, does nothing. */
export interface UploadList extends Picking {
  readonly state: ListState;
  /** Starts every file that is ready. */
  upload(): Promise<void>;
  /** Starts files that failed, were cancelled, are ready, or wait for Wi-Fi or for the decision about mobile data. */
  retry(...ids: readonly number[]): void;
  /** Retries every failed file that can be retried. */
  retryAll(): void;
  cancel(id: number): void;
  cancelAll(): void;
  remove(id: number): void;
  /** Removes a file if the page allows it. Resolves with the page's text for the user if it does not; empty if there is none. */
  removeByUser(id: number): Promise<string>;
  /** Moves a file to an index. */
  move(id: number, index: number): void;
  giveFiles(files: readonly GivenFile[]): void;
  breakThumbnail(id: number): void;
  /** Cancels every upload and reports nothing more. */
  close(): void;
}

/** Phases from which a user or the page can start a file. */
const CAN_BEGIN: readonly PhaseName[] = ["failed", "cancelled", "confirming", "waiting_for_wifi", "ready"];

/** Creates the list: the state machine with its effects. */
export function createUploadList({ wechat, createUploader, options, onChange }: UploadListDependencies): UploadList {
  const store = createListStore((...change) => {
    sending.watchForWifi();
    preparing.update();
    onChange(...change);
  });
  const sending = createSending({ store, wechat, createUploader, options });
  /** Files of which the page decides whether they are removed. */
  const asking = new Set<number>();
  const preparing = createPreparing({ store, hooks: () => options().hooks });
  const begin = (items: readonly Item[]) => preparing.run(items, sending.begin);
  const picking = createPicking({ store, wechat, options, begin });

  function start(items: readonly Item[]): void {
    const { prepare } = options().hooks;
    // Without a hook, a mistake in the settings is thrown to the caller.
    if (prepare === undefined) sending.start(items);
    else void preparing.run(items, sending.start).catch(() => {});
  }

  function remove(id: number): void {
    sending.drop(id);
    store.dispatch({ name: "removed", id });
  }

  return {
    ...picking,
    get state() {
      return store.state;
    },
    upload: () => begin(store.itemsIn("ready")),
    retry: (...ids) => start(store.itemsIn(...CAN_BEGIN).filter(({ id }) => ids.includes(id))),
    retryAll: () => start(store.state.items.filter(({ phase }) => phase.name === "failed" && canRetry(phase.error))),
    cancel: sending.cancel,
    cancelAll() {
      for (const { id } of store.state.items) sending.cancel(id);
    },
    remove,
    async removeByUser(id) {
      const item = store.find(id);
      const { beforeRemove } = options().hooks;
      if (item === undefined || beforeRemove === undefined) {
        remove(id);
        return "";
      }
      if (asking.has(id)) return "";
      asking.add(id);
      const result = await beforeRemove(item);
      asking.delete(id);
      if (result.name === "rejected") return result.sentence;
      if (result.value) remove(id);
      return "";
    },
    giveFiles(files) {
      store.dispatch({ name: "filesGiven", files });
      sending.dropRemoved();
    },
    move: (id, index) => store.dispatch({ name: "moved", id, index }),
    breakThumbnail: (id) => store.dispatch({ name: "thumbnailBroken", id }),
    close() {
      store.close();
      preparing.update();
      sending.close();
    },
  };
}
