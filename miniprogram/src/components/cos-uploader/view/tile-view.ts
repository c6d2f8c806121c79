import { fileExtension, nameExtension } from "../../../uploader/index";
import type { ByteLimits } from "../list/size-limit";
import type { FileType, Item, ItemPhase, PickedFile } from "../list/state";
import { canRetry, isUnderWay, percentOf } from "../list/state";
import { fillIn, formatBytes } from "../texts/format";
import type { ActionName, UploaderTexts } from "../texts/texts";
import { fileName, shortName } from "./names";

/** The look of a tile. Several phases share one. */
export type TileLook = "idle" | "waiting" | "busy" | "done" | "failed" | "cancelled";

/** One file's tile. */
export interface TileView {
  readonly id: number;
  readonly type: FileType;
  readonly name: string;
  /** Empty if there is none. */
  readonly thumbnailPath: string;
  /** Shown for a file without a picture: `PDF`. */
  readonly extension: string;
  /** The name of a file without a picture, cut to two lines of a tile; otherwise empty. */
  readonly caption: string;
  /** The caption, cut to one line. */
  readonly shortCaption: string;
  readonly sizeText: string;
  readonly look: TileLook;
  readonly stateText: string;
  /** Whether the percent is unknown. */
  readonly isIndeterminate: boolean;
  readonly showsBar: boolean;
  readonly percent: number;
  /** The button in the corner. It cancels while the file is under way, and removes otherwise. */
  readonly corner: ActionView | undefined;
  /** The button across the tile. It starts or retries the upload. */
  readonly main: ActionView | undefined;
  readonly preview: ActionView | undefined;
}

export interface TileOptions {
  readonly disabled: boolean;
  readonly preview: boolean;
  /** Whether files that are not under way can be removed. */
  readonly removeBtn: boolean;
  readonly maxBytes: ByteLimits;
}

/** @param position in the list, from 1 */
export function tileView(item: Item, position: number, texts: UploaderTexts, options: TileOptions): TileView {
  const { id, file, phase } = item;
  const percent = percentOf(phase);
  const name = fileName(item, position, texts);
  const action = (actionName: ActionName) => actionView(actionName, name, texts);
  const begin = beginAction(phase);
  const corner = options.disabled ? undefined : cornerAction(phase, options);
  const ownName = file.thumbnailPath === undefined ? file.name : "";
  return {
    id,
    type: file.type,
    name,
    thumbnailPath: file.thumbnailPath ?? "",
    extension: shownExtension(file),
    caption: shortName(ownName, 20),
    shortCaption: shortName(ownName, 11),
    sizeText: file.bytes > 0 ? formatBytes(file.bytes) : "",
    look: lookOf(phase),
    stateText: percent === undefined ? texts.phases[phase.name] : fillIn(texts.percent, { percent }),
    showsBar: BUSY.includes(phase.name),
    isIndeterminate: percent === undefined,
    percent: percent ?? 0,
    corner: corner && action(corner),
    main: options.disabled || begin === undefined ? undefined : action(begin),
    preview: options.preview && file.type !== "file" ? action("preview") : undefined,
  };
}

function cornerAction(phase: ItemPhase, { removeBtn }: TileOptions): "cancel" | "remove" | undefined {
  if (isUnderWay(phase)) return "cancel";
  return removeBtn ? "remove" : undefined;
}

function beginAction(phase: ItemPhase): "retry" | "upload" | undefined {
  // A user who can tap the tile sees no question: WeChat has not shown it, or has not reported the decision.
  if (phase.name === "waiting_for_wifi" || phase.name === "confirming") return "upload";
  if (phase.name === "cancelled") return "retry";
  return phase.name === "failed" && canRetry(phase.error) ? "retry" : undefined;
}

function lookOf({ name }: ItemPhase): TileLook {
  if (name === "done" || name === "kept") return "done";
  if (name === "failed" || name === "cancelled") return name;
  if (name === "ready") return "idle";
  return BUSY.includes(name) ? "busy" : "waiting";
}

/** The extension if a tile has room for it: `PDF`. Otherwise empty. */
function shownExtension({ name, path }: PickedFile): string {
  const extension = (name ? nameExtension(name) : fileExtension(path)) ?? "";
  return extension.length > 5 ? "" : extension.toUpperCase();
}

/** Phases in which the library or the phone is working on the file. */
const BUSY: readonly ItemPhase["name"][] = ["preparing", "checking", "compressing", "signing", "uploading", "retrying"];

/** A button. `name` is its action; `description` is for screen readers and names the file, which the label does not. */
export interface ActionView {
  readonly name: ActionName;
  readonly label: string;
  readonly description: string;
}

/** @param label the button's text, if it differs from the action's usual one */
export function actionView(
  name: ActionName,
  file: string,
  texts: UploaderTexts,
  label = texts.actions[name],
): ActionView {
  return { name, label, description: fillIn(texts.actionOn, { action: label, file }) };
}
