import { call } from "../call.ts";
import type { PrivacyConsent } from "../environment.ts";
import { WxFailure } from "../wx-failure.ts";
import { describeVideo } from "./describe-video.ts";
import { pickFiles } from "./pick-files.ts";
import { extensionOf, type TempFiles } from "./temp-files.ts";

/** Since base library 2.25.0. https://developers.weixin.qq.com/miniprogram/dev/api/media/video/wx.chooseMedia.html */
const MAX_MEDIA = 20;
const MAX_IMAGES = 9;
const MAX_MESSAGE_FILES = 100;

const MESSAGE_TYPES: Readonly<Record<string, string>> = { image: "image/*", video: "video/*", file: "", all: "" };

/**
 * Creates `wx.chooseMedia`, the two calls that it replaced, and `wx.chooseMessageFile`. WeChat's picker limits the choice to `count`
 * files. A browser's does not, so these calls return the first `count` files.
 */
export function createFileChoosers(files: TempFiles, privacy: PrivacyConsent) {
  return {
    chooseMedia: (option: Partial<WechatMiniprogram.ChooseMediaOption> = {}) =>
      call("chooseMedia", option, async () => {
        const { count = 9, mediaType = ["image", "video"], sourceType } = option;
        checkCount(count, MAX_MEDIA);
        await privacy.require("chooseMedia");
        const kinds = mediaType.flatMap((type) => (type === "mix" ? ["image", "video"] : [type]));
        const accept = kinds.map((kind) => `${kind}/*`).join(",");
        const picked = await pickFiles({ accept, multiple: count > 1, ...captureFor(sourceType, option.camera) });
        const tempFiles = await Promise.all(picked.slice(0, count).map((file) => toMediaFile(file, files)));
        const found = new Set(tempFiles.map(({ fileType }) => fileType));
        const type: "image" | "video" | "mix" = found.size > 1 ? "mix" : (tempFiles[0]?.fileType ?? "image");
        return { tempFiles, type };
      }),
    chooseImage: (option: WechatMiniprogram.ChooseImageOption = {}) =>
      call("chooseImage", option, async () => {
        const { count = MAX_IMAGES, sourceType } = option;
        checkCount(count, MAX_IMAGES);
        await privacy.require("chooseImage");
        const picked = await pickFiles({ accept: "image/*", multiple: count > 1, ...captureFor(sourceType) });
        const tempFiles = picked.slice(0, count).map((file) => {
          const path = files.add(file, extensionOf(file.name, file.type));
          return { path, size: file.size };
        });
        return { tempFiles, tempFilePaths: tempFiles.map(({ path }) => path) };
      }),
    chooseVideo: (option: WechatMiniprogram.ChooseVideoOption = {}) =>
      call("chooseVideo", option, async () => {
        await privacy.require("chooseVideo");
        const { sourceType, camera } = option;
        const [picked] = await pickFiles({ accept: "video/*", multiple: false, ...captureFor(sourceType, camera) });
        if (picked === undefined) throw new WxFailure("cancel");
        const { fileType: _, ...video } = await toMediaFile(picked, files);
        return video;
      }),
    chooseMessageFile: (option: WechatMiniprogram.ChooseMessageFileOption) =>
      call("chooseMessageFile", option, async () => {
        checkCount(option.count, MAX_MESSAGE_FILES);
        await privacy.require("chooseMessageFile");
        const extensions = option.type === "file" ? (option.extension ?? []) : [];
        const accept = extensions.length > 0 ? extensions.map(withDot).join(",") : MESSAGE_TYPES[option.type ?? "all"];
        const picked = await pickFiles({ accept: accept ?? "", multiple: option.count > 1 });
        return { tempFiles: picked.slice(0, option.count).map((file) => toMessageFile(file, files)) };
      }),
  };
}

function checkCount(count: number, max: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= max) return;
  throw new WxFailure(`parameter error: parameter.count should be between 1 and ${max}`);
}

async function toMediaFile(file: File, files: TempFiles) {
  const fileType: "image" | "video" = file.type.startsWith("video/") ? "video" : "image";
  const tempFilePath = files.add(file, extensionOf(file.name, file.type));
  const found = { tempFilePath, size: file.size, fileType };
  if (fileType === "image") return { ...found, duration: 0, width: 0, height: 0, thumbTempFilePath: "" };
  const { thumbnail, ...measures } = await describeVideo(file);
  return { ...found, ...measures, thumbTempFilePath: thumbnail === undefined ? "" : files.add(thumbnail, "jpg") };
}

function toMessageFile(file: File, files: TempFiles) {
  const kinds = ["image", "video"] as const;
  const type: "image" | "video" | "file" = kinds.find((kind) => file.type.startsWith(`${kind}/`)) ?? "file";
  const path = files.add(file, extensionOf(file.name, file.type));
  return { path, name: file.name, size: file.size, time: Math.floor(file.lastModified / 1000), type };
}

/** Returns the option that opens the device's camera instead of a picker if the camera is the only source. */
function captureFor(
  sourceType: readonly ("album" | "camera")[] = ["album", "camera"],
  camera: "back" | "front" = "back",
): { capture?: "user" | "environment" } {
  if (sourceType.includes("album")) return {};
  return { capture: camera === "front" ? "user" : "environment" };
}

function withDot(extension: string): string {
  return extension.startsWith(".") ? extension : `.${extension}`;
}
