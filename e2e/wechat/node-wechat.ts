import { randomUUID } from "node:crypto";
import type { WechatLoginApi } from "@wx-cos-upload/miniprogram/wechat-platform";
import type { Hosts } from "./connect.ts";
import { createNodeFiles } from "./node-files.ts";
import { createNodeStorage, type NodeStorage, type StoredValues } from "./node-storage.ts";
import { request, type UndefinedHeaders } from "./request.ts";
import { uploadFile } from "./upload-file.ts";

/** Port 1 of this machine, where no server listens. */
const NOWHERE = "127.0.0.1:1";

type Listener = (report: unknown) => void;

/** The part of `wx` that the uploader uses, with controls for tests. */
export interface NodeWechat extends Omit<WechatLoginApi, keyof NodeStorage>, NodeStorage {
  getFileSystemManager(): ReturnType<typeof createNodeFiles>["manager"];
  onNetworkWeakChange(listener: Listener): void;
  offNetworkWeakChange(listener: Listener): void;
  onMemoryWarning(listener: Listener): void;
  offMemoryWarning(listener: Listener): void;
  request(option: WechatMiniprogram.RequestOption<string>): { abort(): void };
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  /** Turns the phone's network on or off. Without a network, calls fail as in WeChat. */
  setOnline(isOnline: boolean): void;
  /** Reports that the network is weak, or no longer weak. */
  setWeak(weakNet: boolean): void;
  /** Reports that the phone's memory runs low. */
  warnOfMemory(): void;
  /** The URLs of all requests and form uploads so far. */
  readonly urls: readonly string[];
  /** How many files are open. */
  readonly openFileCount: number;
}

export interface NodeWechatOptions {
  /** @default "omit" */
  readonly undefinedHeaders?: UndefinedHeaders;
  /** Returns the code of each `wx.login`. @default a random one */
  readonly loginCode?: () => string;
  /** What the phone has stored. @default nothing */
  readonly storage?: StoredValues;
}

type NetworkChange = { readonly isConnected: boolean; readonly networkType: "wifi" | "none"; readonly errMsg: string };

/** Creates the part of `wx` that the uploader uses, on Node's sockets and files. File paths are the machine's own. */
export function createNodeWechat(
  hosts: Hosts = {},
  { undefinedHeaders = "omit", loginCode = randomUUID, storage = new Map() }: NodeWechatOptions = {},
): NodeWechat {
  const networkListeners = new Set<(change: NetworkChange) => void>();
  const weakListeners = new Set<Listener>();
  const memoryListeners = new Set<Listener>();
  const files = createNodeFiles();
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
    get openFileCount() {
      return files.openCount;
    },
    setWeak(weakNet) {
      for (const notify of weakListeners) notify({ weakNet, networkType: "wifi" });
    },
    warnOfMemory() {
      for (const notify of memoryListeners) notify({ level: 10 });
    },
    onNetworkWeakChange: (listener) => void weakListeners.add(listener),
    offNetworkWeakChange: (listener) => void weakListeners.delete(listener),
    onMemoryWarning: (listener) => void memoryListeners.add(listener),
    offMemoryWarning: (listener) => void memoryListeners.delete(listener),
    request: (option) => request(reachable(option.url), option, undefinedHeaders),
    uploadFile: (option) => uploadFile(reachable(option.url), option),
    getFileSystemManager: () => files.manager,
    ...createNodeStorage(storage),
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
