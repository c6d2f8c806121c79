import type { ListState, PhaseName } from "../list/state";
import type { PropertyValues } from "../properties/properties";
import { fillIn } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import { type FailureView, failureViews } from "./failure-view";
import { type Limits, limitTexts } from "./limits-text";
import { summaryOf } from "./summary";
import { type TileOptions, type TileView, tileView } from "./tile-view";

/** The data that the component's WXML renders. */
export interface View {
  readonly tiles: readonly TileView[];
  readonly failures: readonly FailureView[];
  readonly requestIdLabel: string;
  readonly add: {
    readonly isShown: boolean;
    /** What the tile does, for screen readers. */
    readonly label: string;
    /** What the tile shows: the page's text, or the label. */
    readonly text: string;
    /** Whether the page fills in the tile by a slot. */
    readonly hasSlot: boolean;
    /** `3 / 9`; empty without a limit. */
    readonly count: string;
  };
  /** How many tiles are in a row; 0 for as many as fit. */
  readonly columns: number;
  /** What can be added, in pieces. A line may break only between pieces. */
  readonly limits: readonly string[];
  /** `2 of 3 uploaded, 1 failed`; empty without files. */
  readonly summary: string;
  /** Undefined while the sheet is closed. */
  readonly consent: UploaderTexts["consent"] | undefined;
  /** Explains that files wait for the network or Wi-Fi and continue by themselves; empty if none waits. */
  readonly waiting: string;
  /** Why nothing could be picked, and the action that is offered. Undefined if nothing is wrong. */
  readonly refusal: { readonly sentence: string; readonly action: string } | undefined;
}

export interface ViewOptions
  extends TileOptions,
    Pick<PropertyValues, "addBtn" | "addContent" | "gridConfig" | "showLimits" | "showFailures"> {
  readonly limits: Limits;
}

/** The view of a state. */
export function viewOf(state: ListState, texts: UploaderTexts, options: ViewOptions): View {
  const { picker, items } = state;
  return {
    tiles: items.map((item, index) => tileView(item, index + 1, texts, options)),
    failures: options.showFailures ? failureViews(items, texts, options) : [],
    requestIdLabel: texts.requestId,
    add: addView(state, texts, options),
    columns: options.gridConfig.column ?? 0,
    limits: options.showLimits ? limitTexts(options.limits, texts) : [],
    summary: summaryOf(state, texts),
    consent:
      picker.name === "asking_consent"
        ? { ...texts.consent, read: fillIn(texts.consent.read, { contract: picker.contractName }) }
        : undefined,
    waiting: waitingText(state, texts),
    refusal: refusalView(state, texts),
  };
}

function addView({ items, picker }: ListState, texts: UploaderTexts, options: ViewOptions): View["add"] {
  const { limits, disabled, addBtn, addContent } = options;
  const { maxFiles } = limits;
  const label = picker.name === "open" ? texts.adding : texts.add;
  const count = maxFiles > 0 ? `${items.length} / ${maxFiles}` : "";
  const isShown = addBtn && !disabled && (maxFiles === 0 || items.length < maxFiles);
  const hasSlot = addContent === "slot";
  return { isShown, label, text: hasSlot ? "" : addContent || label, hasSlot, count };
}

function waitingText({ items }: ListState, { waiting }: UploaderTexts): string {
  const isIn = (name: PhaseName) => items.some(({ phase }) => phase.name === name);
  if (isIn("waiting_for_network")) return waiting.network;
  return isIn("waiting_for_wifi") ? waiting.wifi : "";
}

function refusalView({ picker }: ListState, texts: UploaderTexts): View["refusal"] {
  if (picker.name !== "refused") return undefined;
  const { reason } = picker;
  const action = reason === "privacy_undeclared" || reason === "picker_unavailable" ? "" : texts.refusalActions[reason];
  return { sentence: texts.refusals[reason], action };
}
