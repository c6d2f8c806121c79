import { UploadError } from "../../uploader/index";
import { confirmMobileData, isOnMobileData, isOnWifi, onWifi } from "./mobile-data";
import { openWay } from "./open-way";
import { isUnderWay } from "./phase";
import { type PickOptions, pickFiles } from "./pick-files";
import { askConsent, type PrivacyMode } from "./privacy";
import { reduce } from "./reduce";
import { createRunningUploads, type RunningUploadsOptions, type UploadSettings } from "./running-uploads";
import type { ByteLimits } from "./size-limit";
import { type GivenFile, INITIAL_STATE, type Item, type ListEvent, type ListState, type PhaseName } from "./state";
import type { UploaderTexts } from "./texts/texts";
import type { WechatCalls } from "./wechat-calls";

/** How the list behaves, read anew whenever it is needed. */
export interface ListOptions extends UploadSettings {
  readonly pick: Omit<PickOptions, "maxFiles" | "texts">;
  /** 0 for no limit. */
  readonly maxFiles: number;
  readonly maxBytes: ByteLimits;
  readonly disabled: boolean;
  readonly autoUpload: boolean;
  /** On mobile data, files with more bytes are asked about first. */
  readonly confirmLargeBytes: number;
  readonly privacy: PrivacyMode;
  readonly texts: UploaderTexts;
}

export interface UploadListDependencies extends Pick<RunningUploadsOptions, "createUploader"> {
  readonly wechat: WechatCalls;
  options(): ListOptions;
  /** Called with every new state. */
  onChange(state: ListState, previous: ListState, cause: ListEvent["name"]): void;
}

/** What can be done with the list. An id or a moment that something can't be done for leaves all as it is. */
export interface UploadList {
  readonly state: ListState;
  /** Opens the picker, after the consent sheet where WeChat asks for one. */
  choose(): Promise<void>;
  /** The consent sheet's answers. */
  agree(): Promise<void>;
  decline(): void;
  /** The way forward from a refusal. */
  resolveRefusal(): Promise<void>;
  /** Begins all that is ready. */
  upload(): Promise<void>;
  /** Begins a file that failed, was cancelled, waits for Wi-Fi or is ready. */
  retry(id: number): void;
  cancel(id: number): void;
  cancelAll(): void;
  remove(id: number): void;
  giveFiles(files: readonly GivenFile[]): void;
  breakThumbnail(id: number): void;
  /** Cancels whatever is under way and says no more. */
  close(): void;
}

/** The state machine with its effects. */
export function createUploadList({ wechat, createUploader, options, onChange }: UploadListDependencies): UploadList {
  let state = INITIAL_STATE;
  let isClosed = false;
  let stopWaiting: (() => void) | undefined;
  const uploads = createRunningUploads({
    createUploader,
    onPhase: (id, phase) => dispatch({ name: "moved", id, phase }),
  });

  function dispatch(event: ListEvent): void {
    const previous = state;
    const next = reduce(state, event);
    if (isClosed || next === previous) return;
    state = next;
    watchForWifi();
    onChange(state, previous, event.name);
  }

  const find = (id: number) => state.items.find((item) => item.id === id);
  const itemsIn = (...names: PhaseName[]) => state.items.filter(({ phase }) => names.includes(phase.name));
  const moveAll = (items: readonly Item[], name: "ready" | "confirming" | "waiting_for_wifi" | "cancelled") => {
    for (const { id } of items) dispatch({ name: "moved", id, phase: { name } });
  };

  /** Listens only while a file waits. */
  function watchForWifi(): void {
    const isWaiting = itemsIn("waiting_for_wifi").length > 0;
    if (isWaiting && stopWaiting === undefined) {
      stopWaiting = onWifi(wechat, () => start(itemsIn("waiting_for_wifi")));
    } else if (!isWaiting) {
      stopWaiting?.();
      stopWaiting = undefined;
    }
  }

  async function pick(): Promise<void> {
    const { pick: pickOptions, maxFiles, texts, autoUpload } = options();
    const left = maxFiles > 0 ? maxFiles - state.items.length : Number.POSITIVE_INFINITY;
    const firstId = state.nextId;
    dispatch(await pickFiles(wechat, { ...pickOptions, texts, maxFiles: left }));
    if (autoUpload) await begin(state.items.filter(({ id }) => id >= firstId));
  }

  /** Starts what may be sent at once; asks about what is large and would be sent by mobile data. */
  async function begin(items: readonly Item[]): Promise<void> {
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
    moveAll(large, "confirming");
    const still = (phase: PhaseName) => itemsIn(phase).filter(({ id }) => large.some((item) => item.id === id));
    if (!(await isOnMobileData(wechat))) return start(still("confirming"));
    const bytes = large.reduce((sum, { file }) => sum + file.bytes, 0);
    const isConfirmed = await confirmMobileData(wechat, texts, bytes);
    if (isConfirmed) return start(still("confirming"));
    moveAll(still("confirming"), "waiting_for_wifi");
    // The phone may have come to Wi-Fi while the question was open, before anybody listened.
    if (await isOnWifi(wechat)) start(still("waiting_for_wifi"));
  }

  function start(items: readonly Item[]): void {
    if (isClosed || items.length === 0) return;
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
    const error = new UploadError("unexpected", message, { cause });
    for (const { id } of items) dispatch({ name: "moved", id, phase: { name: "failed", error } });
  }

  async function choose(): Promise<void> {
    const { disabled, maxFiles, privacy } = options();
    const isFull = maxFiles > 0 && state.items.length >= maxFiles;
    if (disabled || isFull || state.picker.name === "open" || state.picker.name === "asking_consent") return;
    dispatch({ name: "pickerOpened" });
    const consent = await askConsent(wechat, privacy);
    if (consent.name === "needed") dispatch({ name: "consentNeeded", contractName: consent.contractName });
    else if (consent.name === "refused") dispatch({ name: "pickerRefused", why: consent.why });
    else await pick();
  }

  return {
    get state() {
      return state;
    },
    choose,
    async agree() {
      if (state.picker.name !== "asking_consent") return;
      dispatch({ name: "pickerOpened" });
      await pick();
    },
    decline() {
      if (state.picker.name === "asking_consent") dispatch({ name: "pickerRefused", why: "privacy_refused" });
    },
    async resolveRefusal() {
      if (state.picker.name !== "refused") return;
      if (await openWay(wechat, state.picker.why)) await choose();
    },
    upload: () => begin(itemsIn("ready")),
    retry(id) {
      start(itemsIn("failed", "cancelled", "waiting_for_wifi", "ready").filter((item) => item.id === id));
    },
    cancel(id) {
      const item = find(id);
      if (item === undefined) return;
      if (isUnderWay(item.phase)) uploads.cancel(id);
      else if (["ready", "confirming", "waiting_for_wifi"].includes(item.phase.name)) moveAll([item], "cancelled");
    },
    cancelAll() {
      for (const { id } of state.items) this.cancel(id);
    },
    remove(id) {
      uploads.drop(id);
      dispatch({ name: "removed", id });
    },
    giveFiles(files) {
      dispatch({ name: "filesGiven", files });
      for (const id of uploads.ids()) if (find(id) === undefined) uploads.drop(id);
    },
    breakThumbnail: (id) => dispatch({ name: "thumbnailBroken", id }),
    close() {
      isClosed = true;
      stopWaiting?.();
      uploads.close();
    },
  };
}
