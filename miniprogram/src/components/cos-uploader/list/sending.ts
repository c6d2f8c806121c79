import { UploadError } from "../../../uploader/index";
import type { WechatCalls } from "../wechat/calls";
import { confirmMobileData, isOnMobileData, isOnWifi, onWifi } from "../wechat/mobile-data";
import type { ListOptions } from "./list-options";
import type { ListStore } from "./list-store";
import type { RunningUploads } from "./running-uploads";
import type { Item, PhaseName } from "./state";
import { isUnderWay } from "./state";

export interface SendingDependencies {
  readonly store: ListStore;
  readonly uploads: RunningUploads;
  readonly wechat: WechatCalls;
  options(): ListOptions;
}

/** Decides when each file is sent. An action that is impossible for its id does nothing. */
export interface Sending {
  /** Starts files, after a confirmation for large ones on mobile data. */
  begin(items: readonly Item[]): Promise<void>;
  /** Starts files at once. */
  start(items: readonly Item[]): void;
  cancel(id: number): void;
  pause(id: number): void;
  resume(id: number): void;
  /** Cancels a file and reports nothing more of it. */
  drop(id: number): void;
  /** Drops the uploads of files that are no longer in the list. */
  dropRemoved(): void;
  /** Starts to listen for Wi-Fi if a file waits for it, and stops otherwise. */
  watchForWifi(): void;
  close(): void;
}

/** Phases before the uploader has the file. Cancelling aborts no upload. */
const NOT_BEGUN: readonly PhaseName[] = ["ready", "preparing", "confirming", "waiting_for_wifi"];

export function createSending({ store, wechat, uploads, options }: SendingDependencies): Sending {
  let stopWaiting: (() => void) | undefined;

  function start(items: readonly Item[]): void {
    if (store.isClosed || items.length === 0) return;
    const { uploader, upload } = options();
    try {
      uploads.start(items, { uploader, upload });
    } catch (cause) {
      fail(items, cause);
      throw cause;
    }
  }

  function fail(items: readonly Item[], cause: unknown): void {
    const message = cause instanceof Error ? cause.message : String(cause);
    store.setPhase(items, { name: "failed", error: new UploadError("unexpected", message, { cause }) });
  }

  return {
    async begin(items) {
      const { confirmLargeBytes, maxBytes, texts } = options();
      const isLarge = ({ file }: Item) => file.bytes > confirmLargeBytes && file.bytes <= maxBytes[file.type];
      const large = items.filter(isLarge);
      try {
        start(items.filter((item) => !isLarge(item)));
      } catch (cause) {
        fail(large, cause);
        throw cause;
      }
      if (large.length === 0) return;
      store.setPhase(large, { name: "confirming" });
      const still = (phase: PhaseName) => store.itemsIn(phase).filter(({ id }) => large.some((item) => item.id === id));
      if (!(await isOnMobileData(wechat))) return start(still("confirming"));
      const bytes = large.reduce((sum, { file }) => sum + file.bytes, 0);
      const isConfirmed = await confirmMobileData(wechat, texts, bytes);
      if (isConfirmed) return start(still("confirming"));
      store.setPhase(still("confirming"), { name: "waiting_for_wifi" });
      // The phone may have joined a Wi-Fi while the question was open, when nothing listened for it.
      if (await isOnWifi(wechat)) start(still("waiting_for_wifi"));
    },
    start,
    cancel(id) {
      const item = store.find(id);
      if (item === undefined) return;
      if (NOT_BEGUN.includes(item.phase.name)) store.setPhase([item], { name: "cancelled" });
      else if (isUnderWay(item.phase)) uploads.cancel(id);
    },
    pause(id) {
      const item = store.find(id);
      if (item && isUnderWay(item.phase)) uploads.pause(id);
    },
    resume(id) {
      if (store.find(id)?.phase.name === "paused") uploads.resume(id);
    },
    drop: uploads.drop,
    dropRemoved() {
      for (const id of uploads.ids()) if (store.find(id) === undefined) uploads.drop(id);
    },
    watchForWifi() {
      const isWaiting = store.itemsIn("waiting_for_wifi").length > 0;
      if (isWaiting && stopWaiting === undefined) {
        stopWaiting = onWifi(wechat, () => start(store.itemsIn("waiting_for_wifi")));
      } else if (!isWaiting) {
        stopWaiting?.();
        stopWaiting = undefined;
      }
    },
    close() {
      stopWaiting?.();
    },
  };
}
