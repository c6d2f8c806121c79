import { fieldsOf, readCount } from "../../../uploader/platform-values";
import type { UploaderTexts } from "../texts/texts";
import { type CallOutcome, callWechat } from "../wechat/call";
import { isAvailable, isWeCom, type WechatCalls } from "../wechat/calls";
import type { PickRefusal } from "../wechat/privacy";
import { acceptedTypes, chatExtensions, mediaTypesOf, type Source } from "./accepted-types";
import { maxMediaFiles, mediaSettings } from "./media-options";
import { chatFiles, type MediaType, mediaFiles } from "./picked-files";
import type { PickedFile } from "./state";

export type PickOutcome =
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  /** The user closed the picker. No message is needed. */
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly reason: PickRefusal };

export interface PickOptions {
  readonly source: Source;
  readonly mediaTypes: readonly MediaType[];
  /** The options of `MediaConfig`, not validated. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Kinds and extensions that may be uploaded; empty for any. */
  readonly accept: readonly string[];
  /** Most files; Infinity for as many as WeChat allows. */
  readonly maxFiles: number;
  readonly texts: Pick<UploaderTexts, "sources" | "takes">;
  /** Whether a picker may still be opened, checked after each question to the user. By default it may. */
  isCurrent?(): boolean;
}

/** Most files that `wx.chooseImage` and `wx.chooseMessageFile` return at once. */
const MAX_IMAGES = 9;
const MAX_CHAT_FILES = 100;

const CLOSED: PickOutcome = { name: "pickerClosed" };

/**
 * Lets the user pick at most `maxFiles` files. Never rejects. It may stay pending forever, see {@link callWechat}, so the caller must
 * let the user open another picker in the meantime.
 */
export async function pickFiles(wechat: WechatCalls, options: PickOptions): Promise<PickOutcome> {
  const outcome = await pickFrom(wechat, options, options.source);
  if (outcome.name !== "filesPicked") return outcome;
  const files = outcome.files.slice(0, options.maxFiles);
  return files.length === 0 ? CLOSED : { name: "filesPicked", files };
}

async function pickFrom(wechat: WechatCalls, options: PickOptions, source: Source): Promise<PickOutcome> {
  if (source === "messageFile") return pickChatFiles(wechat, options);
  // Plugins lack the call; WeCom has it, and it always fails: https://github.com/youzan/vant-weapp/issues/5691
  const hasChatFiles = isAvailable(wechat, "chooseMessageFile") && !isWeCom(wechat);
  if (source === "media" || !hasChatFiles) return pickMedia(wechat, options);
  const { sources } = options.texts;
  return choose(wechat, options, [
    [sources.media, () => pickMedia(wechat, options)],
    [sources.messageFile, () => pickChatFiles(wechat, options)],
  ]);
}

/** Lets the user choose which picker to open, and opens it. */
async function choose(
  wechat: WechatCalls,
  { isCurrent }: PickOptions,
  ways: readonly (readonly [label: string, pick: () => Promise<PickOutcome>])[],
): Promise<PickOutcome> {
  const itemList = ways.map(([label]) => label);
  const outcome = await callWechat((callbacks) => wechat.showActionSheet({ itemList, ...callbacks }));
  if (outcome.name === "failure") return failureOutcome(outcome.message);
  const way = ways[readCount(fieldsOf(outcome.result)["tapIndex"]) ?? -1];
  if (way === undefined) return failureOutcome();
  const [, pick] = way;
  // The user may have opened another picker before this choice was reported.
  return isCurrent?.() === false ? CLOSED : pick();
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseMedia.html */
async function pickMedia(wechat: WechatCalls, options: PickOptions): Promise<PickOutcome> {
  const types = acceptedTypes(mediaTypesOf(options.mediaTypes), options.accept);
  const older = olderPickers(wechat, options, types);
  const isUsable = isAvailable(wechat, "chooseMedia") && !isWeCom(wechat);
  if (!isUsable && older !== undefined) return older();
  const outcome = await callWechat((callbacks) =>
    wechat.chooseMedia({
      ...mediaSettings(wechat, options.config),
      count: countOf(options.maxFiles, maxMediaFiles(wechat)),
      mediaType: [...types],
      ...callbacks,
    }),
  );
  const picked = toOutcome(outcome, (result) => mediaFiles(result, types));
  const isUnavailable = picked.name === "pickerRefused" && picked.reason === "picker_unavailable";
  return isUnavailable && older !== undefined && options.isCurrent?.() !== false ? older() : picked;
}

/**
 * The calls that `chooseMedia` replaced, for platforms without it: one for photos, one for a single video. WeCom has `chooseMedia` only on
 * some systems, and does not report which; it has these two calls on all. Undefined if the platform has no suitable call.
 *
 * https://developers.weixin.qq.com/miniprogram/dev/api/media/image/wx.chooseImage.html
 * https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseVideo.html
 */
function olderPickers(
  wechat: WechatCalls,
  options: PickOptions,
  types: readonly MediaType[],
): (() => Promise<PickOutcome>) | undefined {
  const { texts, maxFiles, config } = options;
  const { sourceType, sizeType, ...recording } = mediaSettings(wechat, config);
  const pickImages = async () => {
    const count = countOf(maxFiles, MAX_IMAGES);
    const outcome = await callWechat((callbacks) =>
      wechat.chooseImage?.({ count, sourceType, sizeType, ...callbacks }),
    );
    return toOutcome(outcome, (result) => mediaFiles(result, ["image"]));
  };
  const pickVideo = async () => {
    const compressed = sizeType.includes("compressed");
    const outcome = await callWechat((callbacks) =>
      wechat.chooseVideo?.({ sourceType, compressed, ...recording, ...callbacks }),
    );
    return toOutcome(outcome, (result) => mediaFiles(result, ["video"]));
  };
  const hasImages = types.includes("image") && isAvailable(wechat, "chooseImage");
  const hasVideo = types.includes("video") && isAvailable(wechat, "chooseVideo");
  if (hasImages && hasVideo) {
    return () =>
      choose(wechat, options, [
        [texts.takes.image, pickImages],
        [texts.takes.video, pickVideo],
      ]);
  }
  if (hasImages) return pickImages;
  return hasVideo ? pickVideo : undefined;
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/media/image/wx.chooseMessageFile.html */
async function pickChatFiles(wechat: WechatCalls, { accept, maxFiles }: PickOptions): Promise<PickOutcome> {
  if (typeof wechat.chooseMessageFile !== "function") return { name: "pickerRefused", reason: "picker_unavailable" };
  const extension = chatExtensions(accept);
  const outcome = await callWechat((callbacks) =>
    wechat.chooseMessageFile({
      count: countOf(maxFiles, MAX_CHAT_FILES),
      ...(extension === undefined ? { type: "all" } : { type: "file", extension }),
      ...callbacks,
    }),
  );
  return toOutcome(outcome, chatFiles);
}

/** At least one file, as platforms reject a count of 0. */
function countOf(maxFiles: number, mostAtOnce: number): number {
  return Math.max(1, Math.min(Math.floor(maxFiles), mostAtOnce));
}

/** An empty list means that nothing was picked. A result without a list is a failure, because the user may have picked files. */
function toOutcome(outcome: CallOutcome, readFiles: (result: unknown) => readonly PickedFile[]): PickOutcome {
  if (outcome.name === "failure") return failureOutcome(outcome.message);
  const files = readFiles(outcome.result);
  if (files.length > 0) return { name: "filesPicked", files };
  const { tempFiles } = fieldsOf(outcome.result);
  return Array.isArray(tempFiles) && tempFiles.length === 0 ? CLOSED : failureOutcome();
}

/** WeChat documents few of these messages: https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/PrivacyAuthorize.html */
function failureOutcome(message = ""): PickOutcome {
  return /cancel/i.test(message) ? CLOSED : { name: "pickerRefused", reason: refusalOf(message) };
}

function refusalOf(message: string): PickRefusal {
  if (/not declared/i.test(message)) return "privacy_undeclared";
  if (/privacy/i.test(message)) return "privacy_refused";
  if (/system permission/i.test(message)) return "system_permission_denied";
  if (/permission|auth|denied|deny/i.test(message)) return "permission_denied";
  // WeChat for macOS reports "function cannot run on service": https://github.com/youzan/vant-weapp/issues/5438
  if (/(not|n't|un) ?support|cannot run|not implemented|not a function|不支持/i.test(message))
    return "picker_unavailable";
  return "picker_failed";
}
