import { formatOf } from "../../uploader/index";
import { acceptedTypes, isKind } from "./accepted-types";
import type { Source } from "./limits-text";
import type { PickedFile, PickRefusal } from "./state";
import type { UploaderTexts } from "./texts/texts";
import { isAtLeast, type WechatCalls, wechatInfo } from "./wechat-calls";

export type PickOutcome =
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  /** The person closed the picker; nothing to say. */
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly why: PickRefusal };

/** What `wx.chooseMedia` is given besides count and kinds: TDesign's `config`. */
export type MediaConfig = Pick<
  WechatMiniprogram.ChooseMediaOption,
  "sizeType" | "sourceType" | "camera" | "maxDuration"
>;

export interface PickOptions {
  readonly source: Source;
  readonly mediaTypes: readonly ("image" | "video")[];
  readonly config: MediaConfig;
  /** Kinds and extensions that may be uploaded; empty for any. */
  readonly accept: readonly string[];
  /** Most files; Infinity for as many as WeChat gives. */
  readonly maxFiles: number;
  readonly texts: Pick<UploaderTexts, "sources">;
}

/** Lets a person pick files. Never rejects, and gives at most `maxFiles`. */
export async function pickFiles(wechat: WechatCalls, options: PickOptions): Promise<PickOutcome> {
  const source = options.source === "any" ? await chooseSource(wechat, options.texts) : options.source;
  if (source === undefined) return { name: "pickerClosed" };
  const outcome = source === "media" ? await pickMedia(wechat, options) : await pickMessageFiles(wechat, options);
  if (outcome.name !== "filesPicked") return outcome;
  const files = outcome.files.slice(0, options.maxFiles);
  return files.length === 0 ? { name: "pickerClosed" } : { name: "filesPicked", files };
}

function chooseSource(
  wechat: WechatCalls,
  { sources }: PickOptions["texts"],
): Promise<Exclude<Source, "any"> | undefined> {
  return new Promise((resolve) => {
    wechat.showActionSheet({
      itemList: [sources.media, sources.messageFile],
      success: ({ tapIndex }) => resolve(tapIndex === 0 ? "media" : "messageFile"),
      fail: () => resolve(undefined),
    });
  });
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseMedia.html */
function pickMedia(wechat: WechatCalls, { config, mediaTypes, accept, maxFiles }: PickOptions): Promise<PickOutcome> {
  const mostAtOnce = isAtLeast(wechatInfo(wechat).baseLibrary, "2.25.0") ? 20 : 9;
  return new Promise((resolve) => {
    wechat.chooseMedia({
      sourceType: ["album", "camera"],
      sizeType: ["original", "compressed"],
      ...config,
      count: Math.min(maxFiles, mostAtOnce),
      mediaType: [...acceptedTypes(mediaTypes, accept)],
      success: ({ tempFiles }) => resolve({ name: "filesPicked", files: tempFiles.map(fromMedia) }),
      fail: ({ errMsg }) => resolve(toOutcome(errMsg)),
    });
  });
}

/**
 * Only for documents can WeChat be told extensions: its type `file` leaves out photos and videos. Of anything else all is offered, and
 * the uploader tells what may not be sent.
 *
 * https://developers.weixin.qq.com/miniprogram/dev/api/media/image/wx.chooseMessageFile.html
 */
function pickMessageFiles(wechat: WechatCalls, { accept, maxFiles }: PickOptions): Promise<PickOutcome> {
  const areDocuments = accept.length > 0 && accept.every((name) => !isKind(name) && formatOf(name)[0] === "other");
  return new Promise((resolve) => {
    wechat.chooseMessageFile({
      count: Math.min(maxFiles, 100),
      ...(areDocuments ? { type: "file", extension: [...accept] } : { type: "all" }),
      success: ({ tempFiles }) => resolve({ name: "filesPicked", files: tempFiles.map(fromMessage) }),
      fail: ({ errMsg }) => resolve(toOutcome(errMsg)),
    });
  });
}

function fromMedia({ tempFilePath, fileType, size, thumbTempFilePath }: WechatMiniprogram.MediaFile): PickedFile {
  const type = fileType === "video" ? "video" : "image";
  const thumbnailPath = type === "video" ? thumbTempFilePath : tempFilePath;
  return { path: tempFilePath, name: "", type, bytes: size, thumbnailPath: thumbnailPath || undefined };
}

function fromMessage({ path, name, size, type }: WechatMiniprogram.ChooseFile): PickedFile {
  return { path, name, type, bytes: size, thumbnailPath: type === "image" ? path : undefined };
}

/** https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/PrivacyAuthorize.html */
function toOutcome(errMsg: string): PickOutcome {
  if (/cancel/i.test(errMsg)) return { name: "pickerClosed" };
  if (/not declared/i.test(errMsg)) return { name: "pickerRefused", why: "privacy_undeclared" };
  if (/privacy/i.test(errMsg)) return { name: "pickerRefused", why: "privacy_refused" };
  if (/system permission/i.test(errMsg)) return { name: "pickerRefused", why: "system_permission_denied" };
  if (/permission|auth|denied|deny/i.test(errMsg)) return { name: "pickerRefused", why: "permission_denied" };
  return { name: "pickerRefused", why: "picker_failed" };
}
