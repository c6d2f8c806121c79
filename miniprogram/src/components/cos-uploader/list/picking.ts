import type { WechatCalls } from "../wechat/calls";
import { openSettingsFor, requestConsent } from "../wechat/privacy";
import type { HookResult } from "./hooks";
import type { ListOptions } from "./list-options";
import type { ListStore } from "./list-store";
import { type PickOutcome, pickFiles } from "./pick-files";
import type { Item, PickedFile } from "./state";

export interface PickingDependencies {
  readonly store: ListStore;
  readonly wechat: WechatCalls;
  options(): ListOptions;
  /** Called with the picked items if they are to be uploaded at once. */
  begin(items: readonly Item[]): Promise<void>;
}

/** Leads from a tap on the add tile to files in the list. */
export interface Picking {
  /**
   * Opens the picker, after the consent sheet if WeChat requires consent. If it is called again before the picker has ended, it opens
   * another one: WeChat's picker covers the page, so a user who can tap the tile sees no picker.
   */
  choose(): Promise<void>;
  /** Whether the list has room for another file. */
  hasRoom(): boolean;
  /** Called when the user agrees in the consent sheet. */
  agree(): Promise<void>;
  /** Called when the user declines in the consent sheet. */
  decline(): void;
  /** Runs the action that is offered beside a refusal. */
  resolveRefusal(): Promise<void>;
}

/** One opening of the picker. */
interface Attempt {
  /** Paths that other attempts have delivered since this one started. */
  readonly deliveredPaths: Set<string>;
}

/**
 * WeChat does not always call back, and a user may take any length of time to pick. A new attempt may therefore start at any time, and
 * the latest one alone decides what the add tile shows. An earlier one may still end:
 *
 * - with files: the user picked them, so they are added. If one picker calls back for two attempts, each file is added once
 * - without files, or at a question before its picker: nothing happens
 */
export function createPicking({ store, wechat, options, begin }: PickingDependencies): Picking {
  /** Attempts that have not ended. */
  const attempts = new Set<Attempt>();
  let latest: Attempt | undefined;
  let isReadingSetting = false;

  /** How many files the list has room for. */
  function room(): number {
    const { maxFiles } = options();
    return maxFiles > 0 ? Math.floor(maxFiles) - store.state.items.length : Number.POSITIVE_INFINITY;
  }

  function startAttempt(): Attempt {
    const attempt = { deliveredPaths: new Set<string>() };
    attempts.add(attempt);
    latest = attempt;
    store.dispatch({ name: "pickerOpened" });
    return attempt;
  }

  const isCurrent = (attempt: Attempt) => attempt === latest && !store.isClosed;

  async function pick(attempt: Attempt): Promise<void> {
    const { pick: pickOptions, texts } = options();
    const outcome = await pickFiles(wechat, {
      ...pickOptions,
      texts,
      maxFiles: room(),
      isCurrent: () => isCurrent(attempt),
    });
    await end(attempt, outcome);
  }

  /** Adds the attempt's files to the list, and uploads them if `autoUpload` is on. */
  async function end(attempt: Attempt, outcome: PickOutcome): Promise<void> {
    attempts.delete(attempt);
    let { nextId } = store.state;
    if (outcome.name === "filesPicked") {
      const picked = outcome.files.filter(({ path }) => !attempt.deliveredPaths.has(path));
      for (const other of attempts) for (const { path } of picked) other.deliveredPaths.add(path);
      const accepted = await accept(picked);
      if (accepted.name === "rejected") {
        const refusal = { name: "pickerRefused", reason: "rejected_by_page", sentence: accepted.sentence } as const;
        if (isCurrent(attempt)) store.dispatch(refusal);
        return;
      }
      ({ nextId } = store.state);
      // The page may have set files in the meantime.
      const files = accepted.value.slice(0, Math.max(0, room()));
      const isShown = isCurrent(attempt) && store.state.picker.name === "open";
      if (files.length > 0) store.dispatch({ name: isShown ? "filesPicked" : "filesPickedLate", files });
      else if (isShown) store.dispatch({ name: "pickerClosed" });
    } else if (isCurrent(attempt)) {
      store.dispatch(outcome);
    }
    const added = store.state.items.filter(({ id, phase }) => id >= nextId && phase.name === "ready");
    if (options().autoUpload) await begin(added);
  }

  /** The files that the page accepts. Without its hook, all of them. */
  async function accept(files: readonly PickedFile[]): Promise<HookResult<readonly PickedFile[]>> {
    const { beforeAdd } = options().hooks;
    return beforeAdd === undefined || files.length === 0 ? { name: "accepted", value: files } : beforeAdd(files);
  }

  async function choose(): Promise<void> {
    const { disabled, privacy } = options();
    if (disabled || room() <= 0 || isReadingSetting || store.state.picker.name === "asking_consent") return;
    const attempt = startAttempt();
    isReadingSetting = privacy === "sheet";
    const consent = await requestConsent(wechat, privacy);
    if (privacy === "sheet") isReadingSetting = false;
    if (consent.name === "given" && isCurrent(attempt)) return pick(attempt);
    attempts.delete(attempt);
    if (!isCurrent(attempt)) return;
    if (consent.name === "needed") store.dispatch({ name: "consentNeeded", contractName: consent.contractName });
    if (consent.name === "refused") store.dispatch({ name: "pickerRefused", reason: consent.reason });
  }

  return {
    choose,
    hasRoom: () => room() > 0,
    async agree() {
      if (store.state.picker.name === "asking_consent") await pick(startAttempt());
    },
    decline() {
      if (store.state.picker.name === "asking_consent") {
        store.dispatch({ name: "pickerRefused", reason: "privacy_refused" });
      }
    },
    async resolveRefusal() {
      const { picker } = store.state;
      const mayChoose = picker.name === "refused" && (await openSettingsFor(wechat, picker.reason));
      // The settings may stay open for long, and the user may have opened a picker in the meantime.
      if (mayChoose && store.state.picker.name === "refused") await choose();
    },
  };
}
