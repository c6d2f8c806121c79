import { fileExtension, nameExtension } from "../../../uploader/index";
import { canPause } from "../list/large-files";
import type { ByteLimits } from "../list/size-limit";
import type { FileType, Item, ItemPhase, PickedFile } from "../list/state";
import { canRetry, isUnderWay, percentOf } from "../list/state";
import { fillIn, formatBytes } from "../texts/format";
import type { ActionName, UploaderTexts } from "../texts/texts";
import { type FileIcon, fileIcon } from "./file-icon";
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
  /** Shown in a row: the name in one line, the icon of the file's type, and its state or size. */
  readonly rowName: string;
  readonly icon: FileIcon;
  readonly rowText: string;
  readonly look: TileLook;
  readonly stateText: string;
  /** Whether the percent is unknown. */
  readonly isIndeterminate: boolean;
  readonly showsBar: boolean;
  readonly percent: number;
  /** The button in the corner. It cancels while the file is under way, and removes otherwise. */
  readonly corner: ActionView | undefined;
  /** The button across the tile. It starts, retries, pauses or resumes the upload. */
  readonly main: ActionView | undefined;
  readonly preview: ActionView | undefined;
  /** The name of the tile's face for screen readers. It has what is drawn there: `View, Video 1, MP4`. */
  readonly faceLabel: string;
  /** The button that opens the bar for moving the file, without a drag. */
  readonly grip: ActionView | undefined;
}

export interface TileOptions {
  /** Whether users can change the order. */
  readonly isMovable: boolean;
  readonly disabled: boolean;
  readonly preview: boolean;
  /** Whether files that are not under way can be removed. */
  readonly removeBtn: boolean;
  readonly maxBytes: ByteLimits;
  /** Files with more bytes are sent in parts, and can be paused. Infinity if none is. */
  readonly partsAboveBytes: number;
}

/** @param position in the list, from 1 */
export function tileView(item: Item, position: number, texts: UploaderTexts, options: TileOptions): TileView {
  const { id, file, phase, removeBtn = options.removeBtn } = item;
  const percent = percentOf(phase);
  const name = fileName(item, position, texts);
  const action = (actionName: ActionName) => actionView(actionName, name, texts);
  const main = mainAction(item, options.partsAboveBytes);
  const corner = options.disabled ? undefined : cornerAction(phase, removeBtn);
  const ownName = file.thumbnailPath === undefined ? file.name : "";
  const percentText = phase.name === "paused" ? texts.pausedAt : texts.percent;
  const stateText = percent === undefined ? texts.phases[phase.name] : fillIn(percentText, { percent });
  const sizeText = file.bytes > 0 ? formatBytes(file.bytes) : "";
  const look = lookOf(phase);
  const preview = options.preview && file.type !== "file" ? action("preview") : undefined;
  const extension = shownExtension(file);
  const drawn = file.thumbnailPath === undefined && ownName === "" ? extension : "";
  return {
    id,
    type: file.type,
    name,
    thumbnailPath: file.thumbnailPath ?? "",
    extension,
    caption: shortName(ownName, 20),
    shortCaption: shortName(ownName, 11),
    sizeText,
    rowName: shortName(name, 40),
    icon: fileIcon(file),
    rowText: rowText([look === "done" && sizeText ? "" : stateText, sizeText]),
    look,
    stateText,
    showsBar: BUSY.includes(phase.name) || (phase.name === "paused" && percent !== undefined),
    isIndeterminate: percent === undefined,
    percent: percent ?? 0,
    corner: corner && action(corner),
    main: options.disabled || main === undefined ? undefined : action(main),
    preview,
    faceLabel: [preview?.description ?? name, drawn].filter((text) => text !== "").join(", "),
    grip: options.isMovable ? action("move") : undefined,
  };
}

/** A row of a small phone has room for these many characters beside its buttons, so such texts are not broken. */
const UNBROKEN_LENGTH = 12;

function rowText(parts: readonly string[]): string {
  const texts = parts.filter((text) => text !== "");
  return texts.map((text) => (text.length > UNBROKEN_LENGTH ? text : text.replace(/ /g, "\u00a0"))).join("\u00a0· ");
}

function cornerAction(phase: ItemPhase, removeBtn: boolean): "cancel" | "remove" | undefined {
  if (isUnderWay(phase)) return "cancel";
  return removeBtn ? "remove" : undefined;
}

function mainAction(item: Item, partsAboveBytes: number): "retry" | "upload" | "pause" | "resume" | undefined {
  const { phase } = item;
  if (canPause(item, partsAboveBytes)) return "pause";
  if (phase.name === "paused") return "resume";
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
const BUSY: readonly ItemPhase["name"][] = [
  "preparing",
  "checking",
  "compressing",
  "signing",
  "uploading",
  "retrying",
  "resuming",
];

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
