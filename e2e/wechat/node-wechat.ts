import { createHash, randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { WechatLoginApi } from "@wx-cos-upload/miniprogram/wechat-platform";
import type { Hosts } from "./connect.ts";
import { request, type UndefinedHeaders } from "./request.ts";
import { uploadFile } from "./upload-file.ts";

/** Port 1 of this machine, where no server listens. */
const NOWHERE = "127.0.0.1:1";

/** Largest file that readFile accepts. FileSystemManager.readFile, "filePath" */
const MAX_READ_BYTES = 100 * 1024 * 1024;

/** The part of `wx` that the uploader uses, with controls for tests. */
export interface NodeWechat extends WechatLoginApi {
  request(option: WechatMiniprogram.RequestOption<string>): { abort(): void };
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  /** Turns the phone's network on or off. Without a network, calls fail as in WeChat. */
  setOnline(isOnline: boolean): void;
  /** The URLs of all requests and form uploads so far. */
  readonly urls: readonly string[];
}

type NetworkChange = { readonly isConnected: boolean; readonly networkType: "wifi" | "none"; readonly errMsg: string };

/** Creates the part of `wx` that the uploader uses, on Node's sockets and files. File paths are the machine's own. */
export function createNodeWechat(
  hosts: Hosts = {},
  undefinedHeaders: UndefinedHeaders = "omit",
  loginCode: () => string = randomUUID,
): NodeWechat {
  const networkListeners = new Set<(change: NetworkChange) => void>();
  const urls: string[] = [];
  let isOnline = true;
  /** Returns the addresses for a call. Without a network, its host resolves to a closed port. */
  const reachable = (url: string): Hosts => {
    urls.push(url);
    return isOnline ? hosts : { [new URL(url).host]: NOWHERE };
  };
  return {
    urls,
    setOnline(online) {
      isOnline = online;
      const networkType = online ? "wifi" : "none";
      for (const notify of networkListeners) notify({ isConnected: online, networkType, errMsg: "" });
    },
    request: (option) => request(reachable(option.url), option, undefinedHeaders),
    uploadFile: (option) => uploadFile(reachable(option.url), option),
    getFileSystemManager: () => ({
      readFile({ filePath, length, success, fail }) {
        read(filePath).then(
          (bytes) => {
            const end = length ?? bytes.byteLength;
            if (end > bytes.byteLength) return fail({ errMsg: "readFile:fail invalid range", errCode: 1_300_022 });
            return success({ data: bytes.slice(0, end), errMsg: "readFile:ok" });
          },
          (error: Error) => fail?.({ errMsg: `readFile:fail ${error.message}`, errCode: 1_300_002 }),
        );
      },
      getFileInfo({ filePath, digestAlgorithm = "md5", success, fail }) {
        read(filePath).then(
          (bytes) => {
            const digest = createHash(digestAlgorithm).update(Buffer.from(bytes)).digest("hex");
            success?.({ size: bytes.byteLength, digest, errMsg: "getFileInfo:ok" });
          },
          (error: Error) => fail?.({ errMsg: `getFileInfo:fail ${error.message}`, errCode: 1_300_002 }),
        );
      },
    }),
    login: ({ success }) => success?.({ code: loginCode(), errMsg: "login:ok" }),
    compressImage: ({ fail }) => fail?.({ errMsg: "compressImage:fail Node has no image codec" }),
    getNetworkType: ({ success }) =>
      success?.({
        networkType: isOnline ? "wifi" : "none",
        hasSystemProxy: false,
        signalStrength: 0,
        weakNet: false,
        errMsg: "getNetworkType:ok",
      }),
    onNetworkStatusChange: (listener) => void networkListeners.add(listener),
    offNetworkStatusChange: (listener) => void (listener && networkListeners.delete(listener)),
    // A Node process never goes to the background.
    onAppShow() {},
    offAppShow() {},
    onAppHide() {},
    offAppHide() {},
  };
}

async function read(filePath: string): Promise<ArrayBuffer> {
  const { size } = await stat(filePath).catch(() => {
    throw new Error(`no such file or directory, open '${filePath}'`);
  });
  if (size > MAX_READ_BYTES) throw new Error("the file is over 100 MB");
  return Uint8Array.from(await readFile(filePath)).buffer;
}
