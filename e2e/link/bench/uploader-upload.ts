import { createMultipart } from "@wx-cos-upload/miniprogram/multipart";
import { createUploader, type UploadMethod } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { BUCKET_HOST } from "../../stack/start-stack.ts";
import { createNodeWechat } from "../../wechat/node-wechat.ts";
import { openStorage } from "../../wechat/storage-file.ts";
import type { PhoneOrder } from "./phone.ts";

const SERVER_HOST = "sign.example.com";

/** Prepares an upload by this project's uploader. It resolves with the object's key. */
export function uploadWithUploader(order: PhoneOrder, method: UploadMethod): () => Promise<string> {
  const hosts = { [SERVER_HOST]: order.serverHost, [BUCKET_HOST]: order.cosHost };
  const wechat = createNodeWechat(hosts, { storage: openStorage(order.storageFile) });
  const uploader = createUploader({
    serverUrl: `https://${SERVER_HOST}`,
    platform: createWechatPlatform(wechat),
    multipart: createMultipart({ thresholdBytes: 0 }),
  });
  return async () => {
    const result = await uploader.upload({ filePath: order.filePath }, { method }).result;
    if (result.method !== method) throw new Error(`sent by ${result.method} instead of ${method}`);
    return result.objectKey;
  };
}
