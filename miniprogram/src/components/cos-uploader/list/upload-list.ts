import type { WechatCalls } from "../wechat/calls";
import type { ListOptions } from "./list-options";
import { createListStore, type OnListChange } from "./list-store";
import { createPicking, type Picking } from "./picking";
import type { RunningUploadsOptions } from "./running-uploads";
import { createSending } from "./sending";
import type { GivenFile, ListState } from "./state";

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
  giveFiles(files: readonly GivenFile[]): void;
  breakThumbnail(id: number): void;
  /** Cancels every upload and reports nothing more. */
  close(): void;
}

/** Creates the list: the state machine with its effects. */
export function createUploadList({ wechat, createUploader, options, onChange }: UploadListDependencies): UploadList {
  const store = createListStore((...change) => {
    sending.watchForWifi();
    onChange(...change);
  });
  const sending = createSending({ store, wechat, createUploader, options });
  const picking = createPicking({ store, wechat, options, begin: sending.begin });
  return {
    ...picking,
    get state() {
      return store.state;
    },
    upload: () => sending.begin(store.itemsIn("ready")),
    retry: sending.retry,
    retryAll: sending.retryAll,
    cancel: sending.cancel,
    cancelAll() {
      for (const { id } of store.state.items) sending.cancel(id);
    },
    remove(id) {
      sending.drop(id);
      store.dispatch({ name: "removed", id });
    },
    giveFiles(files) {
      store.dispatch({ name: "filesGiven", files });
      sending.dropRemoved();
    },
    breakThumbnail: (id) => store.dispatch({ name: "thumbnailBroken", id }),
    close() {
      store.close();
      sending.close();
    },
  };
}
