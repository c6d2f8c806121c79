import type { ListState } from "./list/state";
import type { UploadList } from "./list/upload-list";
import type { ActionName } from "./texts/texts";
import type { View } from "./view/view-model";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

/** What the component's WXML binds, and how it draws. */
export type Handlers = {
  onChoose(event: Tap<WechatMiniprogram.IAnyObject>): Promise<void>;
  onAgree(): Promise<void>;
  onDecline(): void;
  onReadContract(): void;
  onRefusalAction(): Promise<void>;
  onAction(event: Tap<{ id: number; action: ActionName }>): void;
  onRetry(event: Tap<{ ids: readonly number[] }>): void;
  onCopyRequestId(event: Tap<{ requestIds: string }>): void;
  onFace(event: Tap<{ id: number }>): void;
  onThumbnailError(event: Tap<{ id: number }>): void;
  onNothing(): void;
  draw(): void;
  drawChange(state: ListState, previous: ListState): void;
};

/** What an instance holds besides data. */
export type Parts = {
  list: UploadList | undefined;
  shown: View | undefined;
  language: string;
  /** When a tap last did something to a file, as events tell the time. */
  actedAt: number | undefined;
  /** When a tap last opened the picker, likewise. */
  pickerOpenedAt: number | undefined;
};

export type ViewData = Partial<View> & {
  announcement: string;
  /** How much larger than usual texts are. */
  textScale: number;
};

/** What a page calls: `this.selectComponent("#uploader").choose()`. Ids are those of the events' files. */
export type CosUploaderMethods = {
  /** Opens the picker, as a tap on the add tile does. */
  choose(): Promise<void>;
  /** Begins all that is ready: for `autoUpload="{{false}}"`. */
  upload(): Promise<void>;
  /** Begins a file anew that failed or was cancelled, or one that is ready, waits for Wi-Fi or for an answer about mobile data. */
  retry(id: number): void;
  /** Begins all files anew that failed and may be tried again. Those that were cancelled stay so. */
  retryAll(): void;
  cancel(id: number): void;
  cancelAll(): void;
  /** Takes a file off the list, and cancels it first. */
  remove(id: number): void;
};

/** Longer than a slow phone takes to show its picker, shorter than anybody waits for one that does not come. */
const PICKER_OPENING_MS = 800;

/** Longer than between the taps of a double tap, shorter than between two that are meant. */
const DOUBLE_TAP_MS = 350;

/**
 * Whether a tap is the second of a double tap whose first one did something: the list has moved on by then, and it would be on what has
 * come under the finger – the cross of another file, a photo to view, the tile to add.
 *
 * @param actedAt when that was; undefined if nothing was done yet
 */
export function isSecondTap({ timeStamp }: { readonly timeStamp: number }, actedAt: number | undefined): boolean {
  return actedAt !== undefined && timeStamp - actedAt < DOUBLE_TAP_MS;
}

/**
 * Whether a tap on the tile to add comes while the picker that an earlier tap opened is about to cover it. Later than that, the picker has
 * not opened, and the tap opens another.
 *
 * @param openedAt when the earlier tap was; undefined if there was none
 */
export function isPickerOpening({ timeStamp }: { readonly timeStamp: number }, openedAt: number | undefined): boolean {
  return openedAt !== undefined && timeStamp - openedAt < PICKER_OPENING_MS;
}
