import type { WechatCalls } from "../wechat/calls";
import type { Screen } from "../wechat/screen";
import { isSendingInParts, isSentInParts } from "./large-files";
import type { ListOptions } from "./list-options";
import { createListStore, type OnListChange } from "./list-store";
import { createPicking, type Picking } from "./picking";
import { createPreparing } from "./preparing";
import { createRunningUploads, type RunningUploadsOptions } from "./running-uploads";
import { createSending } from "./sending";
import { canRetry, type GivenFile, type Item, type ListState, type PhaseName } from "./state";
import { createUnfinished, type Unfinished } from "./unfinished";

export interface UploadListDependencies extends Pick<RunningUploadsOptions, "createUploader"> {
  readonly wechat: WechatCalls;
  readonly screen: Screen;
  options(): ListOptions;
  readonly onChange: OnListChange;
}

/** The actions on the list. An action that is impossible, for its id or in the current state, does nothing. */
export interface UploadList extends Picking {
  readonly unfinished: Unfinished;
  readonly state: ListState;
  /** Starts every file that is ready. */
  upload(): Promise<void>;
  /** Starts files that failed, were cancelled, are ready, or wait for Wi-Fi or for the decision about mobile data. */
  retry(...ids: readonly number[]): void;
  /** Retries every failed file that can be retried. */
  retryAll(): void;
  cancel(id: number): void;
  cancelAll(): void;
  /** Pauses a file under way. A file that is sent in parts continues where it stopped, others start again. */
  pause(id: number): void;
  /** Continues a paused file. */
  resume(id: number): void;
  /** Confirms again the files that are uploaded and not confirmed. */
  retryConfirm(): Promise<void>;
  remove(id: number): void;
  /** Removes a file if the page allows it. Resolves with the page's text for the user if it does not; empty if there is none. */
  removeByUser(id: number): Promise<string>;
  /** Moves a file to an index. */
  move(id: number, index: number): void;
  giveFiles(files: readonly GivenFile[]): void;
  breakThumbnail(id: number): void;
  /** Applies options that changed while nothing happened in the list. */
  applyOptions(): void;
  /** Pauses uploads in parts, which can be continued later, cancels the others, and reports nothing more. */
  close(): void;
}

/** Phases from which a user or the page can start a file. */
const CAN_BEGIN: readonly PhaseName[] = ["failed", "cancelled", "confirming", "waiting_for_wifi", "ready"];

/** Creates the list: the state machine with its effects. */
export function createUploadList(dependencies: UploadListDependencies): UploadList {
  const { wechat, screen, createUploader, options, onChange } = dependencies;
  const store = createListStore((state, previous, cause) => {
    sending.watchForWifi();
    preparing.update();
    keepScreenOn();
    onChange(state, previous, cause);
    if (previous.items.some((item) => isNowContinued(item))) void unfinished.refresh();
  });
  const uploads = createRunningUploads({
    createUploader,
    onPhase: (id, phase) => store.dispatch({ name: "phaseChanged", id, phase }),
  });
  const sending = createSending({ store, wechat, uploads, options });
  /** Files of which the page decides whether they are removed. */
  const asking = new Set<number>();
  const preparing = createPreparing({ store, hooks: () => options().hooks });
  const begin = (items: readonly Item[]) => preparing.run(items, sending.begin);
  const picking = createPicking({ store, wechat, options, begin });
  const unfinished = createUnfinished({
    store,
    wechat,
    uploads,
    options,
    hasRoom: picking.hasRoom,
    choose: picking.choose,
    begin: sending.begin,
  });

  function keepScreenOn(): void {
    const { keepScreenOn: isWanted, partsAboveBytes } = options();
    screen.keepOn(store, isWanted && !store.isClosed && isSendingInParts(store.state.items, partsAboveBytes));
  }

  /** Whether the library has recognised a file that the user has picked again. */
  function isNowContinued({ id, phase }: Item): boolean {
    return phase.name !== "resuming" && store.find(id)?.phase.name === "resuming";
  }

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
    unfinished,
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
    pause: sending.pause,
    resume: sending.resume,
    retryConfirm: uploads.retryConfirm,
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
    applyOptions: keepScreenOn,
    close() {
      const { partsAboveBytes } = options();
      store.close();
      preparing.update();
      keepScreenOn();
      sending.close();
      uploads.close((id) =>
        store.state.items.some((item) => item.id === id && isSentInParts(item.file, partsAboveBytes)),
      );
    },
  };
}
