import { randomUUID } from "node:crypto";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { BUCKET_HOST } from "../../stack/start-stack.ts";
import { createNodeWechat, type NodeWechat } from "../../wechat/node-wechat.ts";
import { openStorage } from "../../wechat/storage-file.ts";
import type { PhoneOrder } from "./phone.ts";

const { bucket: Bucket, region: Region, credentials } = LOCAL_COS_DEFAULTS;

/** Prepares an upload by cos-wx-sdk-v5's sliceUploadFile with its defaults. The key is new for each life, as if a server chose it. */
export async function uploadWithSdk(order: PhoneOrder): Promise<() => Promise<string>> {
  const wechat = createNodeWechat({ [BUCKET_HOST]: order.cosHost });
  // On loading, the SDK reads wx and its bundle reads window.
  Object.assign(globalThis, { window: {}, wx: { ...wechat, ...sdkCalls(wechat, order.storageFile) } });
  const { default: COS } = await import("cos-wx-sdk-v5");
  const { secretId: SecretId, secretKey: SecretKey } = credentials;
  const cos = new COS({ SecretId, SecretKey, Domain: `http://${BUCKET_HOST}` });
  return async () => {
    const Key = `uploads/${randomUUID()}.mp4`;
    await cos.sliceUploadFile({ Bucket, Region, Key, FilePath: order.filePath });
    return Key;
  };
}

interface StatOption {
  readonly path: string;
  success(result: { stats: { readonly size: number; isDirectory(): boolean } }): void;
  fail(failure: { errMsg: string }): void;
}

/** The calls of `wx` that the SDK makes and the uploader does not. */
function sdkCalls(wechat: NodeWechat, storageFile: string) {
  const storage = openStorage(storageFile);
  const files = wechat.getFileSystemManager();
  return {
    canIUse: (name: string) => name === "getAppBaseInfo",
    getAppBaseInfo: () => ({ SDKVersion: "3.0.0" }),
    getStorageSync: (key: string): unknown => JSON.parse(storage.get(key) ?? '""'),
    setStorageSync: (key: string, data: unknown) => void storage.set(key, JSON.stringify(data)),
    removeStorageSync: (key: string) => void storage.delete(key),
    getFileSystemManager: () => ({
      ...files,
      stat: ({ path, success, fail }: StatOption) =>
        files.stat({
          path,
          fail,
          success: ({ stats }) => success({ stats: { size: stats.size, isDirectory: () => false } }),
        }),
    }),
  };
}
