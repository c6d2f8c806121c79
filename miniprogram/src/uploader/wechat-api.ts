import type { FileRange, FormUpload, HttpRequest } from "./platform";

/*
 * The part of `wx` that the uploader uses. The types are written out instead of WeChat's own, so projects without `miniprogram-api-typings`
 * compile, and APIs that resemble WeChat's fit as well: Douyin's `tt`, QQ's `qq`, uni-app's `uni`.
 */

/** The callbacks of a WeChat call. Their arguments are unknown, because phones do not keep to the typings. */
export interface WechatCallbacks {
  success(result: unknown): void;
  fail(failure: unknown): void;
}

/** What a request or a form returns. Base libraries differ in what a task has. */
export interface WechatTask {
  abort?(): void;
  onHeadersReceived?(listener: (received: unknown) => void): void;
  offHeadersReceived?(listener: (received: unknown) => void): void;
  onProgressUpdate?(listener: (report: unknown) => void): void;
  offProgressUpdate?(listener: (report: unknown) => void): void;
}

/** WeChat's file calls that the uploader uses. */
export interface WechatFiles {
  getFileInfo(option: WechatCallbacks & { readonly filePath: string; readonly digestAlgorithm?: "md5" }): unknown;
  readFile(option: WechatCallbacks & FileRange): unknown;
  /** Since base library 2.16.1, as `read` and `close`. */
  open?(option: WechatCallbacks & { readonly filePath: string; readonly flag: "r" }): unknown;
  read?(option: WechatCallbacks & WechatRead): unknown;
  close?(option: WechatCallbacks & { readonly fd: string }): unknown;
}

/** The options of `read` that the uploader sets. */
export interface WechatRead {
  readonly fd: string;
  readonly arrayBuffer: ArrayBuffer;
  readonly length: number;
  readonly position: number;
}

/** WeChat's storage. */
export interface WechatStorage {
  getStorage?(option: WechatCallbacks & { readonly key: string }): unknown;
  setStorage?(option: WechatCallbacks & { readonly key: string; readonly data: string }): unknown;
  removeStorage?(option: WechatCallbacks & { readonly key: string }): unknown;
}

/** The part of WeChat's API that reports a weak network, since 2.21.0, and short memory. */
export interface PressureApi {
  onNetworkWeakChange?(listener: (status: unknown) => void): void;
  offNetworkWeakChange?(listener: (status: unknown) => void): void;
  onMemoryWarning?(listener: (warning: unknown) => void): void;
  offMemoryWarning?(listener: (warning: unknown) => void): void;
}

/** The part of WeChat's API that reports network and foreground. */
export interface WatchApi {
  /** Missing in Douyin's typings. */
  getNetworkType?(option: WechatCallbacks): unknown;
  onNetworkStatusChange(listener: (status: unknown) => void): void;
  offNetworkStatusChange(listener: (status: unknown) => void): void;
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

/** The part of WeChat's API that the uploader uses. */
export interface WechatApi extends WatchApi, PressureApi, WechatStorage {
  /** It also gets `data`, `dataType` and `redirect`, whose types differ between typings. */
  request(option: WechatCallbacks & Omit<HttpRequest, "data">): WechatTask;
  uploadFile(option: WechatCallbacks & FormUpload): WechatTask;
  getFileSystemManager(): WechatFiles;
  compressImage(option: WechatCallbacks & { readonly src: string; readonly quality: number }): unknown;
}

/** The part of WeChat's API that a login uses. */
export interface WechatLoginApi extends WechatApi {
  login(option: WechatCallbacks & { readonly timeout: number }): unknown;
}
