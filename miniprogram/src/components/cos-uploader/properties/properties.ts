import type { Authorize, CompressOptions, UploadMethod } from "../../../uploader/index";
import { isRecord } from "../../../uploader/platform-values";
import type { PageHooks } from "../hooks/page-hooks";
import { mediaTypesOf, type Source } from "../list/accepted-types";
import type { MediaConfig } from "../list/media-options";
import { readSizeLimit, type SizeLimit } from "../list/size-limit";
import type { TextChanges } from "../texts/texts";
import type { UploadFile } from "../upload-file";
import type { PrivacyMode } from "../wechat/privacy";
import {
  DEFAULT_TRANSITION,
  type DragFeedback,
  type DragTransition,
  type ImageProps,
  readDraggable,
  readImageProps,
  readStyle,
  readTransition,
  type Theme,
} from "./look-readers";
import { type GridConfig, readArray, readCompress, readGridConfig, readMediaTypes } from "./object-readers";
import {
  booleanRule,
  type Fields,
  functionRule,
  numberRule,
  objectRule,
  optionalRule,
  type PropertyRule,
  rule,
  textRule,
  textsRule,
  wordRule,
} from "./rules";

/** The properties that a page sets. Names are those of TDesign's Upload where the meaning is the same. Reference: docs/component.md. */
export interface Properties {
  readonly serverUrl: string;
  readonly authorize: Authorize | null;
  readonly files: readonly UploadFile[];
  readonly defaultFiles: readonly UploadFile[] | null;
  readonly max: number;
  readonly mediaType: readonly ("image" | "video")[];
  readonly source: Source;
  readonly sizeLimit: SizeLimit | null;
  readonly accept: readonly string[];
  readonly config: MediaConfig;
  readonly disabled: boolean;
  readonly addBtn: boolean;
  readonly addContent: string;
  readonly removeBtn: boolean;
  readonly preview: boolean;
  readonly gridConfig: GridConfig;
  readonly gutter: number;
  readonly showLimits: boolean;
  readonly showFailures: boolean;
  readonly method: UploadMethod;
  readonly multipart: boolean;
  readonly keepScreenOn: boolean;
  readonly offerUnfinished: boolean;
  readonly checkIntegrity: boolean;
  readonly compress: boolean | CompressOptions;
  readonly confirm: boolean;
  readonly concurrency: number;
  readonly fileTimeoutMs: number;
  readonly autoUpload: boolean;
  readonly confirmLargeBytes: number;
  readonly privacy: PrivacyMode;
  readonly texts: TextChanges | null;
  readonly language: string;
  readonly theme: Theme;
  readonly imageProps: ImageProps;
  readonly customStyle: string | Readonly<Record<string, string | number>>;
  readonly draggable: boolean | Partial<DragFeedback>;
  readonly transition: Partial<DragTransition>;
  readonly beforeAdd: NonNullable<PageHooks["beforeAdd"]> | null;
  readonly prepare: NonNullable<PageHooks["prepare"]> | null;
  readonly beforeRemove: NonNullable<PageHooks["beforeRemove"]> | null;
  readonly hookTimeoutMs: number;
}

/** The properties as the component uses them. The fields of the first four are validated where they are used. */
export interface PropertyValues
  extends Omit<Properties, "files" | "defaultFiles" | "config" | "texts" | "customStyle" | "draggable" | "transition"> {
  readonly files: readonly unknown[] | null;
  readonly defaultFiles: readonly unknown[] | null;
  readonly config: Fields;
  readonly texts: Fields | null;
  readonly customStyle: string;
  readonly draggable: false | DragFeedback;
  readonly transition: DragTransition;
}

type Rules = { readonly [Name in keyof PropertyValues]: PropertyRule<PropertyValues[Name]> };

/** Every property with its type, its default and its reader. */
export const RULES: Rules = {
  serverUrl: textRule(""),
  authorize: functionRule<Authorize>(),
  // Null means that the page gives no list, and [] that it gives an empty one.
  files: { ...optionalRule("an array of files", readArray), hasZero: true },
  defaultFiles: optionalRule("an array of files", readArray),
  max: numberRule(0),
  mediaType: rule('an array of "image" and "video"', mediaTypesOf([]), readMediaTypes),
  source: wordRule<Source>("media", "messageFile", "any"),
  sizeLimit: optionalRule("a number of KB, { size, unit }, or one of these for image, video and file", readSizeLimit),
  accept: textsRule(),
  config: objectRule(),
  disabled: booleanRule(false),
  addBtn: booleanRule(true),
  addContent: textRule(""),
  removeBtn: booleanRule(true),
  preview: booleanRule(true),
  gridConfig: rule("{ column, width, height }", {}, readGridConfig),
  gutter: numberRule(0),
  showLimits: booleanRule(true),
  showFailures: booleanRule(true),
  method: wordRule<UploadMethod>("auto", "put", "post", "multipart"),
  multipart: booleanRule(true),
  keepScreenOn: booleanRule(true),
  offerUnfinished: booleanRule(true),
  checkIntegrity: booleanRule(false),
  compress: rule("true, false or { quality, minBytes }", false, readCompress, true),
  confirm: booleanRule(false),
  concurrency: numberRule(3),
  fileTimeoutMs: numberRule(0),
  autoUpload: booleanRule(true),
  confirmLargeBytes: numberRule(50 * 1024 * 1024, true),
  privacy: wordRule<PrivacyMode>("sheet", "app"),
  texts: optionalRule("an object", (given) => (isRecord(given) ? given : undefined)),
  language: textRule(""),
  theme: wordRule<Theme>("grid", "list"),
  imageProps: rule("an object", {}, readImageProps),
  customStyle: rule("a text or an object of styles", "", readStyle),
  draggable: rule("true, false or { vibrate, collisionVibrate }", false, readDraggable, true),
  transition: rule("{ backTransition, duration, timingFunction }", DEFAULT_TRANSITION, readTransition),
  beforeAdd: functionRule<NonNullable<PageHooks["beforeAdd"]>>(),
  prepare: functionRule<NonNullable<PageHooks["prepare"]>>(),
  beforeRemove: functionRule<NonNullable<PageHooks["beforeRemove"]>>(),
  hookTimeoutMs: numberRule(120_000),
};

/** The properties for `Component()`. Their type is null: frameworks replace undefined and null by the zero of any other type. */
export const PROPERTIES: Readonly<Record<string, { readonly type: null; readonly value: unknown }>> = declarations();

function declarations() {
  const properties: Record<string, { type: null; value: unknown }> = {};
  for (const [name, { value }] of Object.entries(RULES)) properties[name] = { type: null, value };
  return properties;
}
