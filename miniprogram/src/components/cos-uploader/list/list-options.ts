import type { UploaderTexts } from "../texts/texts";
import type { PrivacyMode } from "../wechat/privacy";
import type { PickOptions } from "./pick-files";
import type { UploadSettings } from "./running-uploads";
import type { ByteLimits } from "./size-limit";

/** How the list behaves, read anew whenever it is needed. */
export interface ListOptions extends UploadSettings {
  readonly pick: Omit<PickOptions, "maxFiles" | "texts">;
  /** 0 for no limit. */
  readonly maxFiles: number;
  readonly maxBytes: ByteLimits;
  readonly disabled: boolean;
  readonly autoUpload: boolean;
  /** On mobile data, files with more bytes are asked about first. */
  readonly confirmLargeBytes: number;
  readonly privacy: PrivacyMode;
  readonly texts: UploaderTexts;
}
