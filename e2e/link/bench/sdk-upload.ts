import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { LOCAL_COS_DEFAULTS } from "@wx-cos-upload/local-cloud/cos";
import { BUCKET_HOST } from "../../stack/start-stack.ts";
import { createNodeWechat } from "../../wechat/node-wechat.ts";
import type { PhoneOrder } from "./phone.ts";

const { bucket: Bucket, region: Region, credentials } = LOCAL_COS_DEFAULTS;

/** Prepares an upload by cos-wx-sdk-v5's sliceUploadFile with its defaults. The key is new for each life, as if a server chose it. */
export async function uploadWithSdk(order: PhoneOrder): Promise<() => Promise<string>> {
  const wechat = createNodeWechat({ [BUCKET_HOST]: order.cosHost });
  const wx = { ...wechat, ...storageOf(order.storageFile), ...filesOf(), canIUse, getAppBaseInfo };
  // On loading, the SDK reads wx and its bundle reads window.
  Object.assign(globalThis, { window: {}, wx });
  const { default: COS } = await import("cos-wx-sdk-v5");
  const { secretId: SecretId, secretKey: SecretKey } = credentials;
  const cos = new COS({ SecretId, SecretKey, Domain: `http://${BUCKET_HOST}` });
  return async () => {
    const Key = `uploads/${randomUUID()}.mp4`;
    await cos.sliceUploadFile({ Bucket, Region, Key, FilePath: order.filePath });
    return Key;
  };
}

function canIUse(name: string): boolean {
  return name === "getAppBaseInfo";
}

function getAppBaseInfo() {
  return { SDKVersion: "3.0.0" };
}

/** Storage in a file. */
function storageOf(file: string) {
  const read = (): Record<string, unknown> => {
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      return {};
    }
  };
  const write = (values: Record<string, unknown>) => writeFileSync(file, JSON.stringify(values));
  return {
    getStorageSync: (name: string) => read()[name] ?? "",
    setStorageSync: (name: string, value: unknown) => write({ ...read(), [name]: value }),
    removeStorageSync(name: string) {
      const { [name]: _removed, ...kept } = read();
      write(kept);
    },
  };
}

interface StatOptions {
  readonly path: string;
  success(result: { stats: { readonly size: number; isDirectory(): boolean } }): void;
  fail(failure: { errMsg: string }): void;
}

interface ReadFileOptions {
  readonly filePath: string;
  readonly position?: number;
  readonly length?: number;
  success(result: { data: ArrayBuffer }): void;
  fail(failure: { errMsg: string }): void;
}

/** The calls of a file system manager that the SDK makes. */
function filesOf() {
  return {
    getFileSystemManager: () => ({
      stat({ path, success, fail }: StatOptions) {
        stat(path).then(
          ({ size }) => success({ stats: { size, isDirectory: () => false } }),
          (error: Error) => fail({ errMsg: `stat:fail ${error.message}` }),
        );
      },
      readFile({ filePath, position = 0, length, success, fail }: ReadFileOptions) {
        readSlice(filePath, position, length).then(
          (data) => success({ data }),
          (error: Error) => fail({ errMsg: `readFile:fail ${error.message}` }),
        );
      },
    }),
  };
}

async function readSlice(path: string, position: number, length: number | undefined): Promise<ArrayBuffer> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(length ?? (await file.stat()).size - position);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    return bytes.slice(0, bytesRead).buffer;
  } finally {
    await file.close();
  }
}
