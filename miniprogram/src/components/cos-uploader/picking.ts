import type { ListOptions } from "./list-options";
import type { ListStore } from "./list-store";
import { openWay } from "./open-way";
import { pickFiles } from "./pick-files";
import { askConsent } from "./privacy";
import type { Item } from "./state";
import type { WechatCalls } from "./wechat-calls";

export interface PickingDependencies {
  readonly store: ListStore;
  readonly wechat: WechatCalls;
  options(): ListOptions;
  /** Called with what was picked where it is to be uploaded at once. */
  begin(items: readonly Item[]): Promise<void>;
}

/** From a tap on the tile to files in the list. */
export interface Picking {
  /** Opens the picker, after the consent sheet where WeChat asks for one. */
  choose(): Promise<void>;
  /** The consent sheet's answers. */
  agree(): Promise<void>;
  decline(): void;
  /** The way forward from a refusal. */
  resolveRefusal(): Promise<void>;
}

export function createPicking({ store, wechat, options, begin }: PickingDependencies): Picking {
  async function pick(): Promise<void> {
    const { pick: pickOptions, maxFiles, texts, autoUpload } = options();
    const { items, nextId: firstId } = store.state;
    const left = maxFiles > 0 ? maxFiles - items.length : Number.POSITIVE_INFINITY;
    store.dispatch(await pickFiles(wechat, { ...pickOptions, texts, maxFiles: left }));
    // What the page gave while the picker was open is there already.
    if (autoUpload) await begin(store.state.items.filter(({ id, phase }) => id >= firstId && phase.name === "ready"));
  }

  async function choose(): Promise<void> {
    const { disabled, maxFiles, privacy } = options();
    const { items, picker } = store.state;
    const isFull = maxFiles > 0 && items.length >= maxFiles;
    if (disabled || isFull || picker.name === "open" || picker.name === "asking_consent") return;
    store.dispatch({ name: "pickerOpened" });
    const consent = await askConsent(wechat, privacy);
    if (consent.name === "needed") store.dispatch({ name: "consentNeeded", contractName: consent.contractName });
    else if (consent.name === "refused") store.dispatch({ name: "pickerRefused", why: consent.why });
    else await pick();
  }

  return {
    choose,
    async agree() {
      if (store.state.picker.name !== "asking_consent") return;
      store.dispatch({ name: "pickerOpened" });
      await pick();
    },
    decline() {
      if (store.state.picker.name === "asking_consent") {
        store.dispatch({ name: "pickerRefused", why: "privacy_refused" });
      }
    },
    async resolveRefusal() {
      const { picker } = store.state;
      if (picker.name === "refused" && (await openWay(wechat, picker.why))) await choose();
    },
  };
}
