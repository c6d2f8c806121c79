import type { Authorize } from "../../uploader/index";
import type { Drag } from "./drag/drag";
import type { PageHooks } from "./hooks/page-hooks";
import type { ListState } from "./list/state";
import type { UploadList } from "./list/upload-list";
import type { PageFunctions } from "./properties/page-functions";
import type { PropertyValues } from "./properties/properties";
import type { ActionName } from "./texts/texts";
import type { View } from "./view/view-model";

/** The part of a tap's event that the handlers use. */
interface Tap<Dataset = unknown> {
  readonly timeStamp: number;
  readonly currentTarget: { readonly dataset: Dataset };
}

/** The handlers that the component's WXML binds, and the methods that render. */
export type Handlers = {
  onChoose(event: Tap): Promise<void>;
  onAgree(): Promise<void>;
  onDecline(): void;
  onReadContract(): void;
  onRefusalAction(): Promise<void>;
  onAction(event: Tap<{ id: number; action: ActionName }>): Promise<void>;
  removeByUser(id: number): Promise<void>;
  onContinue(event: Tap<{ id: string }>): Promise<void>;
  onDiscard(event: Tap<{ id: string }>): Promise<void>;
  onRetry(event: Tap<{ ids: readonly number[] }>): void;
  onCopyRequestId(event: Tap<{ requestIds: string }>): void;
  onTouch(event: { readonly type: string }): void;
  onLongPress(event: Tap<{ id: number }>): Promise<void>;
  onGrip(event: Tap<{ id: number }>): void;
  onMoveStep(event: Tap<{ step: number }>): void;
  onMoveDone(): void;
  onFace(event: Tap<{ id: number }>): void;
  onThumbnailError(event: Tap<{ id: number }>): void;
  onNothing(): void;
  receiveProperties(): void;
  render(): void;
  renderChange(state: ListState, previous: ListState): void;
};

/** The fields of an instance, besides its data. */
export type Parts = {
  list: UploadList | undefined;
  shown: View | undefined;
  drag: Drag | undefined;
  /** The file that the bar moves. */
  movingId: number | undefined;
  language: string;
  readProperties: (given: object) => PropertyValues;
  /** The properties that the page set, with the defaults for the others. */
  given: PropertyValues;
  /** The functions that the page set by methods. They take precedence over properties. */
  functions: PageFunctions;
  /** When a tap last acted on a file, in the `timeStamp` of events. */
  actedAt: number | undefined;
  /** When a tap last opened the picker, in the `timeStamp` of events. */
  pickerOpenedAt: number | undefined;
};

export type ViewData = Partial<View> & {
  /** The style of each tile during a drag. */
  dragStyles: readonly string[];
  /** The file that is dragged; 0 if none is. */
  draggedId: number;
  announcement: string;
  /** The size of texts, relative to the usual size. */
  textScale: number;
  /** Whether the window has room for larger tiles. */
  isWide: boolean;
  /** Whether there is `<root-portal>`, which draws the consent sheet over everything else on the page. */
  hasRootPortal: boolean;
};

/**
 * The component's methods. Ids are those of the files in events.
 *
 * @example
 * this.selectComponent("#uploader").choose();
 */
export type CosUploaderMethods = {
  /** Opens the picker, as a tap on the add tile does. */
  choose(): Promise<void>;
  /** Starts every file that is ready, for `autoUpload="{{false}}"`. */
  upload(): Promise<void>;
  /** Starts a file that failed, was cancelled, is ready, or waits for Wi-Fi or for the decision about mobile data. */
  retry(id: number): void;
  /** Retries every failed file that can be retried. Cancelled files stay cancelled. */
  retryAll(): void;
  cancel(id: number): void;
  cancelAll(): void;
  /** Pauses a file under way. A file that is sent in parts continues where it stopped, others start again. */
  pause(id: number): void;
  /** Continues a paused file. */
  resume(id: number): void;
  /**
   * Confirms again every file that is uploaded and not confirmed, with the property `confirm`. Resolves when each has been tried; the event
   * `confirm` has the proofs.
   */
  retryConfirm(): Promise<void>;
  /** Cancels a file and removes it from the list. */
  remove(id: number): void;
  /** Moves a file to an index, from 0. */
  move(id: number, index: number): void;
  /**
   * Sets the property `authorize` where a framework cannot: Taro's React passes no function as a property. It takes precedence over the
   * property, until it is called with null.
   */
  setAuthorize(authorize: Authorize | null): void;
  /** Sets the hooks where a framework cannot pass functions as properties. It replaces all three properties, until it is called with null. */
  setHooks(hooks: PageHooks | null): void;
};

/** Longer than a slow phone takes to show its picker, and shorter than a user waits before tapping again. */
const PICKER_OPENING_MS = 800;

/** Longer than the interval in a double tap, and shorter than the interval between two deliberate taps. */
const DOUBLE_TAP_MS = 350;

/**
 * Whether a tap is the second of a double tap whose first tap acted on a file. By then the list has changed, and something else is under
 * the finger: the cross of another file, a photo to view, the add tile.
 *
 * @param actedAt when the first tap acted; undefined if no tap has acted yet
 */
export function isSecondTap({ timeStamp }: { readonly timeStamp: number }, actedAt: number | undefined): boolean {
  return actedAt !== undefined && timeStamp - actedAt < DOUBLE_TAP_MS;
}

/**
 * Whether a tap on the add tile comes while the picker of an earlier tap is still opening. After that time the earlier picker has failed
 * to open, and the tap opens another one.
 *
 * @param openedAt when the earlier tap was; undefined if there was none
 */
export function isPickerOpening({ timeStamp }: { readonly timeStamp: number }, openedAt: number | undefined): boolean {
  return openedAt !== undefined && timeStamp - openedAt < PICKER_OPENING_MS;
}
