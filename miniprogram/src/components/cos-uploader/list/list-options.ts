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
  readonly privacy: PrivacyMode;
  readonly texts: UploaderTexts;
  readonly hooks: ListHooks;
}
