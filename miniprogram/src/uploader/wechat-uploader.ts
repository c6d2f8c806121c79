import type { Uploader } from "./upload-task";
import { createUploader } from "./uploader";
import type { UploaderOptions } from "./uploader-options";
import { createWechatPlatform } from "./wechat-platform";

/**
 * Creates an uploader on WeChat's platform.
 *
 * @throws {TypeError} for invalid options, with the value and what to use, and outside of a mini program
 * @example
 * const uploader = createWechatUploader({ serverUrl: "https://sign.example.com" });
 * const { objectKey } = await uploader.upload({ filePath: tempFilePath }).result;
 */
export function createWechatUploader(options: Omit<UploaderOptions, "platform">): Uploader {
  return createUploader({ ...options, platform: createWechatPlatform() });
}
