import type { ListState } from "./state";
import type { ActionName } from "./texts/texts";
import type { UploadList } from "./upload-list";
import type { View } from "./view-model";

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
