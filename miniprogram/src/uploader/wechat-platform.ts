import type { CancelSignal } from "./cancel-signal";
import { cancellable } from "./cancellable";
import type { FileInfo, FormUpload, HttpRequest, HttpResponse, Platform } from "./platform";
import { PlatformError } from "./platform-error";
import { fromWechatFailure } from "./wechat-failure";

/** The part of `wx` that the uploader uses. */
export interface WechatApi {
  request(option: WechatMiniprogram.RequestOption<string>): Pick<WechatMiniprogram.RequestTask, "abort">;
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  getFileSystemManager(): WechatFiles;
}

export type WechatFiles = Pick<WechatMiniprogram.FileSystemManager, "getFileInfo" | "readFile">;

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const MAX_READ_BYTES = 100 * 1024 * 1024;

/**
 * The platform that a mini program runs on: `createWechatPlatform(wx)`.
 * Base library 2.10.0 or later; `redirect` has an effect since 3.2.2.
 */
export function createWechatPlatform(wx: WechatApi): Platform {
  const files = wx.getFileSystemManager();
  return {
    maxReadBytes: MAX_READ_BYTES,
    nowMs: Date.now,
    request: (request, signal) => sendRequest(wx, request, signal),
    uploadForm: (upload, signal) => sendForm(wx, upload, signal),
    fileInfo: (filePath, { md5 }, signal) => getFileInfo(files, filePath, md5, signal),
    readFile: (filePath, signal) => readBytes(files, filePath, signal),
  };
}

function sendRequest(wx: WechatApi, request: HttpRequest, signal: CancelSignal): Promise<HttpResponse> {
  const { method, url, headers, body, timeoutMs } = request;
  return cancellable(signal, (resolve, reject) => {
    const task = wx.request({
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

function sendForm(wx: WechatApi, upload: FormUpload, signal: CancelSignal): Promise<HttpResponse> {
  const { url, fileField, filePath, formData, timeoutMs, onProgress } = upload;
  return cancellable(signal, (resolve, reject) => {
    let receivedHeaders: unknown;
    const task = wx.uploadFile({
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

function readBytes(files: WechatFiles, filePath: string, signal: CancelSignal): Promise<ArrayBuffer> {
  return cancellable(signal, (resolve, reject) => {
    files.readFile({
      filePath,
      success({ data }) {
        if (typeof data !== "string") return resolve(data);
        reject(new PlatformError("file_unreadable", "WeChat gave text where bytes were asked for"));
      },
      fail: (failure) => reject(fromWechatFailure(failure, "file_unreadable")),
    });
    return undefined;
  });
}

/** Header names come in whatever case the server or the base library likes. */
function toResponse(status: number, header: unknown, body: unknown): HttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(header ?? {})) headers[name.toLowerCase()] = String(value);
  return { status, headers, body: typeof body === "string" ? body : "" };
}
