import type { ListState, PhaseName } from "../list/state";
import { fillIn } from "../texts/fill-in";
import type { UploaderTexts } from "../texts/texts";
import { type FailureView, failureViews } from "./failure-view";
import { type Limits, limitTexts } from "./limits-text";
import { summaryOf } from "./summary";
import { type TileOptions, type TileView, tileView } from "./tile-view";

/** What the component's WXML shows. */
export interface View {
  readonly tiles: readonly TileView[];
  readonly failures: readonly FailureView[];
  readonly requestIdLabel: string;
  readonly add: {
    readonly isShown: boolean;
    readonly label: string;
    /** `3 / 9`; empty without a limit. */
    readonly count: string;
  };
  /** What may be added, a piece each: a line breaks between them only. */
  readonly limits: readonly string[];
  /** `2 of 3 uploaded, 1 failed`; empty without files. */
  readonly summary: string;
  /** Undefined while the sheet is closed. */
  readonly consent: UploaderTexts["consent"] | undefined;
  /** What files wait for that go on by themselves; empty if none does. */
  readonly waiting: string;
  /** Why nothing could be picked, and the way forward. Undefined if nothing is wrong. */
  readonly refusal: { readonly sentence: string; readonly action: string } | undefined;
}

export interface ViewOptions extends TileOptions {
  readonly limits: Limits;
  /** Whether files can be added at all. */
  readonly addBtn: boolean;
}

export function viewOf(state: ListState, texts: UploaderTexts, options: ViewOptions): View {
  const { picker, items } = state;
  return {
    tiles: items.map((item, index) => tileView(item, index + 1, texts, options)),
    failures: failureViews(items, texts, options),
    requestIdLabel: texts.requestId,
    add: addView(state, texts, options),
    limits: limitTexts(options.limits, texts),
    summary: summaryOf(state, texts),
    consent:
      picker.name === "asking_consent"
        ? { ...texts.consent, read: fillIn(texts.consent.read, { contract: picker.contractName }) }
        : undefined,
    waiting: waitingText(state, texts),
    refusal: refusalView(state, texts),
  };
}

function addView({ items, picker }: ListState, texts: UploaderTexts, { limits, disabled, addBtn }: ViewOptions) {
  const { maxFiles } = limits;
  const label = picker.name === "open" ? texts.adding : texts.add;
  const count = maxFiles > 0 ? `${items.length} / ${maxFiles}` : "";
  const isShown = addBtn && !disabled && (maxFiles === 0 || items.length < maxFiles);
  return { isShown, label, count };
}

function waitingText({ items }: ListState, { waiting }: UploaderTexts): string {
  const isIn = (name: PhaseName) => items.some(({ phase }) => phase.name === name);
  if (isIn("waiting_for_network")) return waiting.network;
  return isIn("waiting_for_wifi") ? waiting.wifi : "";
}

function refusalView({ picker }: ListState, texts: UploaderTexts): View["refusal"] {
  if (picker.name !== "refused") return undefined;
  const { why } = picker;
  const action = why === "privacy_undeclared" || why === "picker_unavailable" ? "" : texts.refusalActions[why];
  return { sentence: texts.refusals[why], action };
}
