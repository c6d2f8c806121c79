import type { Uploader } from "./upload-task";
import { createUploader } from "./uploader";
import type { UploaderOptions } from "./uploader-options";
import { createWechatPlatform } from "./wechat-platform";

/**
 * An uploader on WeChat: `createWechatUploader({ serverUrl })`.
 *
 * @throws {TypeError} for options that can't be meant so
 */
export function createWechatUploader(options: Omit<UploaderOptions, "platform">): Uploader {
  return createUploader({ ...options, platform: createWechatPlatform() });
}
