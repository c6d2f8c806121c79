import type { CancelSignal } from "./cancel-signal";
import { cancellable } from "./cancellable";
import type { ByteRange, FileInfo, FormUpload, HttpRequest, HttpResponse, Platform } from "./platform";
import { PlatformError } from "./platform-error";
import { fromWechatFailure } from "./wechat-failure";

/** The part of `wx` that the uploader uses. */
export interface WechatApi {
  request(option: WechatMiniprogram.RequestOption<string>): Pick<WechatMiniprogram.RequestTask, "abort">;
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  getFileSystemManager(): WechatFiles;
  compressImage(option: WechatMiniprogram.CompressImageOption): unknown;
  getNetworkType(option: WechatMiniprogram.GetNetworkTypeOption): unknown;
  onNetworkStatusChange(listener: WechatMiniprogram.OnNetworkStatusChangeCallback): void;
  offNetworkStatusChange: WechatMiniprogram.Wx["offNetworkStatusChange"];
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

export type WechatFiles = Pick<WechatMiniprogram.FileSystemManager, "getFileInfo" | "readFile">;

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const MAX_READ_BYTES = 100 * 1024 * 1024;

/**
 * The platform that a mini program runs on: `createWechatPlatform()`.
 * Base library 2.10.0 or later; `redirect` has an effect since 3.2.2.
 */
export function createWechatPlatform(api: WechatApi = wx): Platform {
  const files = api.getFileSystemManager();
  return {
    maxReadBytes: MAX_READ_BYTES,
    nowMs: createSteadyClock(),
    random: Math.random,
    delay: wait,
    request: (request, signal) => sendRequest(api, request, signal),
    uploadForm: (upload, signal) => sendForm(api, upload, signal),
    fileInfo: (filePath, { md5 }, signal) => getFileInfo(files, filePath, md5, signal),
    readFile: (filePath, signal, range) => readBytes(files, filePath, signal, range),
    compressImage: (filePath, quality, signal) => compressImage(api, filePath, quality, signal),
    watchNetwork: (listener) => watchNetwork(api, listener),
    watchForeground: (listener) => watchForeground(api, listener),
  };
}

function sendRequest(api: WechatApi, request: HttpRequest, signal: CancelSignal): Promise<HttpResponse> {
  const { method, url, headers, body, timeoutMs } = request;
  return cancellable(signal, (resolve, reject) => {
    const task = api.request({
      method,
      url,
      header: { ...headers },
      ...(body && { data: body }),
      // Anything but "json" leaves the body a string, as COS's XML has to be.
      dataType: "text",
      redirect: "manual",
      timeout: timeoutMs,
      success: ({ statusCode, header, data }) => resolve(toResponse(statusCode, header, data)),
      fail: (failure) => reject(fromWechatFailure(failure, "network")),
    });
    return { abort: () => task.abort() };
  });
}

function sendForm(api: WechatApi, upload: FormUpload, signal: CancelSignal): Promise<HttpResponse> {
  const { url, fileField, filePath, formData, timeoutMs, onProgress } = upload;
  return cancellable(signal, (resolve, reject) => {
    let receivedHeaders: unknown;
    const task = api.uploadFile({
      url,
      name: fileField,
      filePath,
      formData: { ...formData },
      timeout: timeoutMs,
      // Tencent's guide reads a header here, which the typings do not promise.
      success: (result: WechatMiniprogram.UploadFileSuccessCallbackResult & { header?: unknown }) =>
        resolve(toResponse(result.statusCode, receivedHeaders ?? result.header, result.data)),
      fail: (failure) => reject(fromWechatFailure(failure, "network")),
    });
    const onHeaders = ({ header }: { header: unknown }) => {
      receivedHeaders = header;
    };
    const onSent = (sent: WechatMiniprogram.UploadTaskOnProgressUpdateListenerResult) =>
      onProgress?.({ sentBytes: sent.totalBytesSent, totalBytes: sent.totalBytesExpectedToSend });
    task.onHeadersReceived(onHeaders);
    task.onProgressUpdate(onSent);
    return {
      abort: () => task.abort(),
      release() {
        task.offHeadersReceived(onHeaders);
        task.offProgressUpdate(onSent);
      },
    };
  });
}

function getFileInfo(files: WechatFiles, filePath: string, md5: boolean, signal: CancelSignal): Promise<FileInfo> {
  return cancellable(signal, (resolve, reject) => {
    files.getFileInfo({
      filePath,
      ...(md5 && { digestAlgorithm: "md5" }),
      success: ({ size, digest }) => resolve({ bytes: size, ...(md5 && digest && { md5Hex: digest.toLowerCase() }) }),
      fail: (failure) => reject(fromWechatFailure(failure, "file_unreadable")),
    });
    return undefined;
  });
}

function readBytes(
  files: WechatFiles,
  filePath: string,
  signal: CancelSignal,
  range?: ByteRange,
): Promise<ArrayBuffer> {
  return cancellable(signal, (resolve, reject) => {
    files.readFile({
      filePath,
      ...range,
      success({ data }) {
        if (typeof data !== "string") return resolve(data);
        reject(new PlatformError("file_unreadable", "WeChat gave text where bytes were asked for"));
      },
      fail: (failure) => reject(fromWechatFailure(failure, "file_unreadable")),
    });
    return undefined;
  });
}

function compressImage(api: WechatApi, src: string, quality: number, signal: CancelSignal): Promise<string> {
  return cancellable(signal, (resolve, reject) => {
    api.compressImage({
      src,
      quality,
      success: ({ tempFilePath }) => resolve(tempFilePath),
      fail: (failure) => reject(fromWechatFailure(failure, "file_unreadable")),
    });
    return undefined;
  });
}

function watchNetwork(api: WechatApi, listener: (isOnline: boolean) => void): () => void {
  let isWatched = true;
  // Typed so because WeChat's typings give the listener another result when it is taken off.
  const onChange = (change: { readonly isConnected?: boolean; readonly errMsg?: string }) =>
    listener(change.isConnected !== false);
  api.onNetworkStatusChange(onChange);
  api.getNetworkType({ success: ({ networkType }) => isWatched && listener(networkType !== "none") });
  return () => {
    isWatched = false;
    api.offNetworkStatusChange(onChange);
  };
}

function watchForeground(api: WechatApi, listener: (isShown: boolean) => void): () => void {
  const onShow = () => listener(true);
  const onHide = () => listener(false);
  api.onAppShow(onShow);
  api.onAppHide(onHide);
  return () => {
    api.offAppShow(onShow);
    api.offAppHide(onHide);
  };
}

function wait(delayMs: number, signal: CancelSignal): Promise<void> {
  return cancellable<void>(signal, (resolve) => {
    const timer = setTimeout(resolve, delayMs);
    return { release: () => clearTimeout(timer) };
  });
}

/** Mini programs have no monotonic clock, and people set the date: time that was set back counts as none. */
function createSteadyClock(): () => number {
  let lostMs = 0;
  let lastMs = Date.now();
  return () => {
    const nowMs = Date.now();
    lostMs += Math.max(0, lastMs - nowMs);
    lastMs = nowMs;
    return nowMs + lostMs;
  };
}

/** Header names come in whatever case the server or the base library likes. */
function toResponse(status: number, header: unknown, body: unknown): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(header ?? {})) headers[name.toLowerCase()] = String(value);
  return { status, headers, body: typeof body === "string" ? body : "" };
}
