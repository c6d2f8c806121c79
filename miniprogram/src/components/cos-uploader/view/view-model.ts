import type { ListState, PhaseName } from "../list/state";
import type { ImageProps } from "../properties/look-readers";
import type { GridConfig } from "../properties/object-readers";
import type { PropertyValues } from "../properties/properties";
import { fillIn } from "../texts/format";
import type { ActionableRefusal, UploaderTexts } from "../texts/texts";
import type { PickRefusal } from "../wechat/privacy";
import { type FailureView, failureViews } from "./failure-view";
import { type Limits, limitsLine, limitTexts } from "./limits-text";
import { type MovingView, movingView } from "./moving-view";
import { summaryOf } from "./summary";
import { type TileOptions, type TileView, tileView } from "./tile-view";
import { type UnfinishedView, unfinishedView } from "./unfinished-view";

/** As many as a row of a window of 1920 px has tiles. */
const FILLERS: readonly number[] = Array.from({ length: 16 }, (_, index) => index);

/** The data that the component's WXML renders. No name may be that of a property, because properties are data too. */
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
  /** Whether each file is a row of a list. */
  readonly isList: boolean;
  /** The root element's own styles. */
  readonly rootStyle: string;
  /** The attributes of the pictures. */
  readonly image: {
    readonly mode: string;
    readonly lazyLoad: boolean;
    readonly webp: boolean;
    readonly showMenu: boolean;
    readonly style: string;
  };
  /** The width of a tile. Empty for as many in a row as fit. */
  readonly tileStyle: string;
  /** Whether tiles have a height of their own, and are not squares. */
  readonly hasHeight: boolean;
  /** One for each empty place that the last row may have, if as many tiles are in a row as fit. */
  readonly fillers: readonly number[];
  /** What can be added. Empty texts if nothing is to be shown. */
  readonly limits: { readonly line: string; readonly spoken: string };
  /** `2 of 3 uploaded, 1 failed`; empty without files. */
  readonly summary: string;
  /** Whether users can change the order. */
  readonly isMovable: boolean;
  /** The bar that moves a file. Undefined if it is closed. */
  readonly moving: MovingView | undefined;
  /** Undefined while the sheet is closed. */
  readonly consent: UploaderTexts["consent"] | undefined;
  /** The offer to continue uploads of an earlier visit. Undefined if there are none. */
  readonly unfinished: UnfinishedView | undefined;
  /** Explains that files wait for the network or Wi-Fi and continue by themselves; empty if none waits. */
  readonly waiting: string;
  /** Why nothing could be picked, and the action that is offered. Undefined if nothing is wrong. */
  readonly refusal: { readonly sentence: string; readonly action: string } | undefined;
}

export interface ViewOptions
  extends TileOptions,
    Pick<
      PropertyValues,
      | "addBtn"
      | "addContent"
      | "gridConfig"
      | "gutter"
      | "showLimits"
      | "showFailures"
      | "theme"
      | "customStyle"
      | "imageProps"
    > {
  readonly limits: Limits;
  /** The file that the bar moves. Undefined if the bar is closed. */
  readonly movingId: number | undefined;
}

/** The view of a state. */
export function viewOf(state: ListState, texts: UploaderTexts, options: ViewOptions): View {
  const { picker, items } = state;
  const isList = options.theme === "list";
  return {
    tiles: items.map((item, index) => tileView(item, index + 1, texts, options)),
    failures: options.showFailures ? failureViews(items, texts, options) : [],
    requestIdLabel: texts.requestId,
    add: addView(state, texts, options),
    isList,
    rootStyle: `${options.gutter > 0 ? `--cos-uploader-gap: ${rpx(options.gutter)}; ` : ""}${options.customStyle}`,
    image: imageView(options.imageProps),
    ...(isList ? { tileStyle: "", hasHeight: false, fillers: [] } : layout(options.gridConfig)),
    limits: limitsLine(options.showLimits ? limitTexts(options.limits, texts) : [], texts),
    isMovable: options.isMovable,
    moving: options.isMovable ? movingView(items, texts, options.movingId) : undefined,
    summary: summaryOf(state, texts),
    consent:
      picker.name === "asking_consent"
        ? { ...texts.consent, read: fillIn(texts.consent.read, { contract: picker.contractName }) }
        : undefined,
    unfinished: unfinishedView(state, texts, options),
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

function imageView(given: ImageProps): View["image"] {
  const { mode = "aspectFill", lazyLoad = false, webp = false, showMenuByLongpress = false, style = "" } = given;
  return { mode, lazyLoad, webp, showMenu: showMenuByLongpress, style };
}

/** The row is one gap wider than the component, see tile.wxss. The share is rounded down, so that no rounding error breaks the row. */
function layout({ column, width, height }: GridConfig): Pick<View, "tileStyle" | "hasHeight" | "fillers"> {
  const share = column === undefined ? undefined : Math.floor(100_000 / column) / 1000;
  const ownWidth = share === undefined ? undefined : `calc(${share}% - var(--u-gap))`;
  const shownWidth = width === undefined ? ownWidth : rpx(width);
  const styles = [
    ...(shownWidth === undefined ? [] : [`flex: none; width: ${shownWidth}`]),
    ...(height === undefined ? [] : [`height: ${rpx(height)}`]),
  ];
  return {
    tileStyle: styles.join("; "),
    hasHeight: height !== undefined,
    fillers: shownWidth === undefined ? FILLERS : [],
  };
}

/** rpx in a style that WeChat does not compile. */
function rpx(amount: number): string {
  return `calc(100vw * ${amount} / 750)`;
}

function waitingText({ items }: ListState, { waiting }: UploaderTexts): string {
  const isIn = (name: PhaseName) => items.some(({ phase }) => phase.name === name);
  if (isIn("waiting_for_network")) return waiting.network;
  return isIn("waiting_for_wifi") ? waiting.wifi : "";
}

function isActionable(reason: PickRefusal): reason is ActionableRefusal {
  return !["privacy_undeclared", "picker_unavailable", "rejected_by_page"].includes(reason);
}

function refusalView({ picker }: ListState, texts: UploaderTexts): View["refusal"] {
  if (picker.name !== "refused") return undefined;
  const { reason, sentence = texts.refusals[reason] } = picker;
  return { sentence, action: isActionable(reason) ? texts.refusalActions[reason] : "" };
}
