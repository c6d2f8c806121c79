import type { CancelSignal } from "./cancel-signal";
import { cancellable, type StartedWork } from "./cancellable";
import type { ByteRange, FileInfo, FormUpload, HttpRequest, HttpResponse, Platform } from "./platform";
import type { PlatformErrorCode } from "./platform-error";
import { fromWechatFailure, type WechatFailure } from "./wechat-failure";

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

interface Callbacks<Result> {
  success(result: Result): void;
  fail(failure: WechatFailure): void;
}

/** A promise of one of WeChat's calls. `start` makes the call and gives what stops it, if anything does. */
function call<Result, Value>(
  signal: CancelSignal,
  otherwise: PlatformErrorCode,
  start: (callbacks: Callbacks<Result>) => StartedWork | undefined,
  read: (result: Result) => Value,
): Promise<Value> {
  return cancellable(signal, (resolve, reject) =>
    start({
      success: (result) => resolve(read(result)),
      fail: (failure) => reject(fromWechatFailure(failure, otherwise)),
    }),
  );
}

function sendRequest(api: WechatApi, request: HttpRequest, signal: CancelSignal): Promise<HttpResponse> {
  const { method, url, headers, body, timeoutMs } = request;
  return call(
    signal,
    "network",
    (callbacks: Callbacks<WechatMiniprogram.RequestSuccessCallbackResult<string>>) =>
      api.request({
        method,
        url,
        header: { ...headers },
        ...(body && { data: body }),
        // Anything but "json" leaves the body a string, as COS's XML has to be.
        dataType: "text",
        redirect: "manual",
        timeout: timeoutMs,
        ...callbacks,
      }),
    ({ statusCode, header, data }) => toResponse(statusCode, header, data),
  );
}

/** Tencent's guide reads a header here, which the typings do not promise. */
type UploadFileResult = WechatMiniprogram.UploadFileSuccessCallbackResult & { header?: unknown };

function sendForm(api: WechatApi, upload: FormUpload, signal: CancelSignal): Promise<HttpResponse> {
  const { url, fileField, filePath, formData, timeoutMs, onProgress } = upload;
  let receivedHeaders: unknown;
  const onHeaders = ({ header }: { header: unknown }) => {
    receivedHeaders = header;
  };
  const onSent = (sent: WechatMiniprogram.UploadTaskOnProgressUpdateListenerResult) =>
    onProgress?.({ sentBytes: sent.totalBytesSent, totalBytes: sent.totalBytesExpectedToSend });
  return call(
    signal,
    "network",
    (callbacks: Callbacks<UploadFileResult>) => {
      const task = api.uploadFile({
        url,
        name: fileField,
        filePath,
        formData: { ...formData },
        timeout: timeoutMs,
        ...callbacks,
      });
      task.onHeadersReceived(onHeaders);
      task.onProgressUpdate(onSent);
      return {
        abort: () => task.abort(),
        release() {
          task.offHeadersReceived(onHeaders);
          task.offProgressUpdate(onSent);
        },
      };
    },
    ({ statusCode, header, data }) => toResponse(statusCode, receivedHeaders ?? header, data),
  );
}

function getFileInfo(files: WechatFiles, filePath: string, md5: boolean, signal: CancelSignal): Promise<FileInfo> {
  return call(
    signal,
    "file_unreadable",
    (callbacks: Callbacks<WechatMiniprogram.GetFileInfoSuccessCallbackResult>) => {
      files.getFileInfo({ filePath, ...(md5 && { digestAlgorithm: "md5" }), ...callbacks });
      return undefined;
    },
    ({ size, digest }) => ({ bytes: size, ...(md5 && digest && { md5Hex: digest.toLowerCase() }) }),
  );
}

function readBytes(
  files: WechatFiles,
  filePath: string,
  signal: CancelSignal,
  range?: ByteRange,
): Promise<ArrayBuffer> {
  return call(
    signal,
    "file_unreadable",
    (callbacks: Callbacks<WechatMiniprogram.ReadFileSuccessCallbackResult>) => {
      files.readFile({ filePath, ...range, ...callbacks });
      return undefined;
    },
    // Text comes only where an encoding was asked for, which the typings can't say.
    ({ data }) => (typeof data === "string" ? new ArrayBuffer(0) : data),
  );
}

function compressImage(api: WechatApi, src: string, quality: number, signal: CancelSignal): Promise<string> {
  return call(
    signal,
    "file_unreadable",
    (callbacks: Callbacks<WechatMiniprogram.CompressImageSuccessCallbackResult>) => {
      api.compressImage({ src, quality, ...callbacks });
      return undefined;
    },
    ({ tempFilePath }) => tempFilePath,
  );
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
