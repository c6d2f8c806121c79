import type { Authorize, CompressOptions, UploadMethod } from "../../uploader/index";
import type { Source } from "./list/accepted-types";
import type { ListOptions } from "./list/list-options";
import type { MediaConfig } from "./list/media-options";
import { byteLimits, type SizeLimit, uploaderLimits } from "./list/size-limit";
import type { TextChanges, UploaderTexts } from "./texts/texts";
import type { UploadFile } from "./upload-file";
import type { Limits } from "./view/limits-text";
import type { PrivacyMode } from "./wechat/privacy";

/** The properties that a page sets. Names are those of TDesign's Upload where the meaning is the same. Reference: docs/component.md. */
export interface Properties {
  readonly serverUrl: string;
  readonly authorize: Authorize | null;
  readonly files: UploadFile[];
  readonly max: number;
  readonly mediaType: ("image" | "video")[];
  readonly source: Source;
  readonly sizeLimit: SizeLimit | null;
  readonly accept: string[];
  readonly config: MediaConfig;
  readonly disabled: boolean;
  readonly addBtn: boolean;
  readonly addContent: string;
  readonly removeBtn: boolean;
  readonly preview: boolean;
  readonly gridConfig: { readonly column?: number };
  readonly showLimits: boolean;
  readonly showFailures: boolean;
  readonly method: UploadMethod;
  readonly checkIntegrity: boolean;
  readonly compress: boolean | CompressOptions;
  readonly concurrency: number;
  readonly fileTimeoutMs: number;
  readonly autoUpload: boolean;
  readonly confirmLargeBytes: number;
  readonly privacy: PrivacyMode;
  readonly texts: TextChanges | null;
  readonly language: string;
}

type ConstructorOf<Value> = [Value] extends [readonly unknown[]]
  ? ArrayConstructor
  : [Value] extends [string]
    ? StringConstructor
    : [Value] extends [number]
      ? NumberConstructor
      : [Value] extends [boolean]
        ? BooleanConstructor
        : [Value] extends [object]
          ? ObjectConstructor
          : null;

/** The properties' types and defaults, for `Component()`. */
export const PROPERTIES: {
  readonly [Name in keyof Properties]: { type: ConstructorOf<Properties[Name]>; value: Properties[Name] };
} = {
  serverUrl: { type: String, value: "" },
  // Not Function, because null is valid: the server's own login needs no function.
  authorize: { type: null, value: null },
  files: { type: Array, value: [] },
  max: { type: Number, value: 0 },
  mediaType: { type: Array, value: ["image", "video"] },
  source: { type: String, value: "media" },
  sizeLimit: { type: null, value: null },
  accept: { type: Array, value: [] },
  config: { type: Object, value: {} },
  disabled: { type: Boolean, value: false },
  addBtn: { type: Boolean, value: true },
  addContent: { type: String, value: "" },
  removeBtn: { type: Boolean, value: true },
  preview: { type: Boolean, value: true },
  gridConfig: { type: Object, value: {} },
  showLimits: { type: Boolean, value: true },
  showFailures: { type: Boolean, value: true },
  method: { type: String, value: "auto" },
  checkIntegrity: { type: Boolean, value: false },
  compress: { type: null, value: false },
  concurrency: { type: Number, value: 3 },
  fileTimeoutMs: { type: Number, value: 0 },
  autoUpload: { type: Boolean, value: true },
  confirmLargeBytes: { type: Number, value: 50 * 1024 * 1024 },
  privacy: { type: String, value: "sheet" },
  texts: { type: null, value: null },
  language: { type: String, value: "" },
};

/** The limits that the component shows. */
export function limitsOf({ mediaType, source, max, sizeLimit, accept }: Properties): Limits {
  return { mediaTypes: mediaType, source, maxFiles: max, maxBytes: byteLimits(sizeLimit), accept };
}

/** The list's options, from the current properties. */
export function listOptions(properties: Properties, texts: UploaderTexts): ListOptions {
  const { mediaTypes, source, maxFiles, maxBytes, accept } = limitsOf(properties);
  const { serverUrl, authorize, concurrency, method, checkIntegrity, compress, fileTimeoutMs } = properties;
  return {
    uploader: {
      serverUrl,
      ...(authorize && { authorize }),
      concurrency,
      maxBytes: uploaderLimits(maxBytes),
      ...(accept.length > 0 && { accept }),
    },
    upload: { method, checkIntegrity, compress, ...(fileTimeoutMs > 0 && { fileTimeoutMs }) },
    pick: { source, mediaTypes, config: properties.config, accept },
    maxFiles,
    maxBytes,
    disabled: properties.disabled,
    autoUpload: properties.autoUpload,
    confirmLargeBytes: properties.confirmLargeBytes,
    privacy: properties.privacy,
    texts,
  };
}
