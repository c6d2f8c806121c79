import type { UploaderTexts } from "../texts/texts";
import type { PrivacyMode } from "../wechat/privacy";
import type { ListHooks } from "./hooks";
import type { PickOptions } from "./pick-files";
import type { UploadSettings } from "./running-uploads";
import type { ByteLimits } from "./size-limit";

/** The list's options. They are read again each time they are needed, because properties may change. */
export interface ListOptions extends UploadSettings {
  readonly pick: Omit<PickOptions, "maxFiles" | "texts">;
  /** 0 for no limit. */
  readonly maxFiles: number;
  readonly maxBytes: ByteLimits;
  readonly disabled: boolean;
  readonly autoUpload: boolean;
  /** On mobile data, the user confirms files with more bytes first. */
  readonly confirmLargeBytes: number;
  /** Files with more bytes are sent in parts; Infinity if none is. */
  readonly partsAboveBytes: number;
  /** Whether the phone's screen stays on while a file is sent in parts. */
  readonly keepScreenOn: boolean;
  /** Whether the user is offered to continue unfinished uploads. */
  readonly offerUnfinished: boolean;
  readonly privacy: PrivacyMode;
  readonly texts: UploaderTexts;
  readonly hooks: ListHooks;
}
