import type { CancelSignal } from "./cancel-signal";
import { cancellable, type StartedWork } from "./cancellable";
import { MAX_READ_BYTES } from "./limits";
import type { FormUpload, HttpResponse, Platform } from "./platform";
import type { PlatformErrorCode } from "./platform-error";
import { fromWechatFailure, type WechatFailure } from "./wechat-failure";

/** The part of `wx` that the uploader uses. */
export interface WechatApi {
  request(option: WechatMiniprogram.RequestOption<string>): Pick<WechatMiniprogram.RequestTask, "abort">;
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  getFileSystemManager(): WechatFiles;
  compressImage(option: WechatMiniprogram.CompressImageOption): void;
  getNetworkType(option: WechatMiniprogram.GetNetworkTypeOption): unknown;
  onNetworkStatusChange(listener: WechatMiniprogram.OnNetworkStatusChangeCallback): void;
  offNetworkStatusChange: WechatMiniprogram.Wx["offNetworkStatusChange"];
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

export type WechatFiles = Pick<WechatMiniprogram.FileSystemManager, "getFileInfo" | "readFile">;

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
    request: async ({ method, url, headers, body, timeoutMs }, signal) =>
      toResponse(
        await call<WechatMiniprogram.RequestSuccessCallbackResult<string>>(signal, "network", (callbacks) =>
          api.request({
            method,
            url,
            header: headers,
            ...(body && { data: body }),
            // Anything but "json" leaves the body a string, as COS's XML has to be.
            dataType: "text",
            redirect: "manual",
            timeout: timeoutMs,
            ...callbacks,
          }),
        ),
      ),
    uploadForm: (upload, signal) => sendForm(api, upload, signal),
    async fileInfo(filePath, { md5 }, signal) {
      const { size, digest } = await call<WechatMiniprogram.GetFileInfoSuccessCallbackResult>(
        signal,
        "file_unreadable",
        (callbacks) => void files.getFileInfo({ filePath, ...(md5 && { digestAlgorithm: "md5" }), ...callbacks }),
      );
      return { bytes: size, md5Hex: digest };
    },
    async readFile(filePath, signal, range) {
      const { data } = await call<WechatMiniprogram.ReadFileSuccessCallbackResult>(
        signal,
        "file_unreadable",
        (callbacks) => void files.readFile({ filePath, ...range, ...callbacks }),
      );
      // Text comes only where an encoding was asked for, which the typings can't say.
      return typeof data === "string" ? new ArrayBuffer(0) : data;
    },
    async compressImage(src, quality, signal) {
      const { tempFilePath } = await call<WechatMiniprogram.CompressImageSuccessCallbackResult>(
        signal,
        "file_unreadable",
        (callbacks) => void api.compressImage({ src, quality, ...callbacks }),
      );
      return tempFilePath;
    },
    watchNetwork(listener) {
      let isWatched = true;
      // Typed so because WeChat's typings give the listener another result when it is taken off.
      const onChange = ({ isConnected }: { readonly isConnected?: boolean; readonly errMsg?: string }) =>
        listener(isConnected !== false);
      api.onNetworkStatusChange(onChange);
      api.getNetworkType({ success: ({ networkType }) => isWatched && listener(networkType !== "none") });
      return () => {
        isWatched = false;
        api.offNetworkStatusChange(onChange);
      };
    },
    watchForeground(listener) {
      const onShow = () => listener(true);
      const onHide = () => listener(false);
      api.onAppShow(onShow);
      api.onAppHide(onHide);
      return () => {
        api.offAppShow(onShow);
        api.offAppHide(onHide);
      };
    },
  };
}

interface Callbacks<Result> {
  success(result: Result): void;
  fail(failure: WechatFailure): void;
}

/** A promise of one of WeChat's calls. `start` makes the call and gives what stops it, if anything does. */
function call<Result>(
  signal: CancelSignal,
  otherwise: PlatformErrorCode,
  start: (callbacks: Callbacks<Result>) => StartedWork | undefined,
): Promise<Result> {
  return cancellable(signal, (success, reject) =>
    start({ success, fail: (failure) => reject(fromWechatFailure(failure, otherwise)) }),
  );
}

/** Tencent's guide reads a header here, which the typings do not promise. */
type UploadFileResult = WechatMiniprogram.UploadFileSuccessCallbackResult & { header?: unknown };

async function sendForm(
  api: WechatApi,
  { url, fileField, filePath, formData, timeoutMs, onProgress }: FormUpload,
  signal: CancelSignal,
): Promise<HttpResponse> {
  let receivedHeaders: unknown;
  const result = await call<UploadFileResult>(signal, "network", (callbacks) => {
    const onHeaders = ({ header }: { header: unknown }) => {
      receivedHeaders = header;
    };
    const onSent = (sent: WechatMiniprogram.UploadTaskOnProgressUpdateListenerResult) =>
      onProgress?.({ sentBytes: sent.totalBytesSent, totalBytes: sent.totalBytesExpectedToSend });
    const option = { url, name: fileField, filePath, formData, timeout: timeoutMs };
    const task = api.uploadFile({ ...option, ...callbacks });
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
  return toResponse({ ...result, header: receivedHeaders ?? result.header });
}

function wait(delayMs: number, signal: CancelSignal): Promise<void> {
  return cancellable<void>(signal, (resolve) => {
    const timer = setTimeout(resolve, delayMs);
    return { release: () => clearTimeout(timer) };
  });
}

/** Mini programs have no monotonic clock, and people set the date: time that was set back counts as none. */
function createSteadyClock(): () => number {
  let passedMs = 0;
  let lastMs = 0;
  return () => {
    const nowMs = Date.now();
    passedMs += Math.max(0, nowMs - lastMs);
    lastMs = nowMs;
    return passedMs;
  };
}

/** Header names come in whatever case the server or the base library likes. */
function toResponse({
  statusCode,
  header,
  data,
}: {
  readonly statusCode: number;
  readonly header?: unknown;
  readonly data?: unknown;
}): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(header ?? {})) headers[name.toLowerCase()] = `${value}`;
  return { status: statusCode, headers, body: `${data ?? ""}` };
}
