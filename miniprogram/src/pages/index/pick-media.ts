import type { PickedFile, PickRefusal } from "./upload-state";

export type PickOutcome =
  | { readonly name: "filesPicked"; readonly files: readonly PickedFile[] }
  /** The person closed the picker; nothing to say. */
  | { readonly name: "pickerClosed" }
  | { readonly name: "pickerRefused"; readonly why: PickRefusal };

export type MediaPicker = (option: WechatMiniprogram.ChooseMediaOption) => unknown;

/**
 * Lets a person pick photos or a video from album or camera. Never rejects.
 * https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseMedia.html
 */
export function pickMedia(chooseMedia: MediaPicker, maxFiles: number): Promise<PickOutcome> {
  return new Promise((resolve) => {
    chooseMedia({
      count: maxFiles,
      mediaType: ["image", "video"],
      sourceType: ["album", "camera"],
      sizeType: ["original", "compressed"],
      success: ({ tempFiles }) =>
        resolve(
          tempFiles.length === 0
            ? { name: "pickerClosed" }
            : { name: "filesPicked", files: tempFiles.map(toPickedFile) },
        ),
      fail: ({ errMsg }) => resolve(toOutcome(errMsg)),
    });
  });
}

function toPickedFile({ tempFilePath, fileType, size, thumbTempFilePath }: WechatMiniprogram.MediaFile): PickedFile {
  const thumbnailPath = fileType === "video" ? thumbTempFilePath : tempFilePath;
  return { filePath: tempFilePath, kind: fileType, bytes: size, thumbnailPath: thumbnailPath || undefined };
}

/** https://developers.weixin.qq.com/miniprogram/dev/framework/user-privacy/PrivacyAuthorize.html */
function toOutcome(errMsg: string): PickOutcome {
  if (/cancel/i.test(errMsg)) return { name: "pickerClosed" };
  if (/not declared/i.test(errMsg)) return { name: "pickerRefused", why: "privacy_undeclared" };
  if (/privacy/i.test(errMsg)) return { name: "pickerRefused", why: "privacy_refused" };
  if (/permission|auth|denied|deny/i.test(errMsg)) return { name: "pickerRefused", why: "permission_denied" };
  return { name: "pickerRefused", why: "picker_failed" };
}
