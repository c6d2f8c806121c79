import { createUploader, type UploadMethod } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { BUCKET_HOST } from "../../stack/start-stack.ts";
import { createNodeWechat } from "../../wechat/node-wechat.ts";
import type { PhoneOrder } from "./phone.ts";

const SERVER_HOST = "sign.example.com";

/** Prepares an upload by this project's uploader. It resolves with the object's key. */
export function uploadWithUploader(order: PhoneOrder, method: UploadMethod): () => Promise<string> {
  const wechat = createNodeWechat({ [SERVER_HOST]: order.serverHost, [BUCKET_HOST]: order.cosHost });
  const uploader = createUploader({ serverUrl: `https://${SERVER_HOST}`, platform: createWechatPlatform(wechat) });
  return async () => (await uploader.upload({ filePath: order.filePath }, { method }).result).objectKey;
}
