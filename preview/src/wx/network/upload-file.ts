import { type Callbacks, call } from "../call.ts";
import type { TempFiles } from "../files/temp-files.ts";
import { createListeners } from "../lifecycle.ts";
import { WxFailure } from "../wx-failure.ts";
import type { Network } from "./network.ts";
import { createTransferTask, type HeadersReceived } from "./transfer-task.ts";

/** Options of `wx.uploadFile`. The result has no `profile`, because a browser does not report the timings that WeChat puts there. */
type UploadFileOption = Omit<WechatMiniprogram.UploadFileOption, "success" | "fail" | "complete"> &
  Callbacks<{ statusCode: number; data: string; header: Record<string, string> }>;

interface UploadProgress {
  readonly progress: number;
  readonly totalBytesSent: number;
  readonly totalBytesExpectedToSend: number;
}

interface Listening {
  readonly onProgress: (progress: UploadProgress) => void;
  readonly onHeaders: (received: HeadersReceived) => void;
}

/**
 * Creates `wx.uploadFile` on top of XMLHttpRequest, because fetch does not report upload progress. Sends the form's fields, then the file.
 * https://developers.weixin.qq.com/miniprogram/dev/api/network/upload/wx.uploadFile.html
 */
export function createUploadFile(network: Network, files: TempFiles, report: (message: string) => void) {
  return (option: UploadFileOption) => {
    const progress = createListeners<UploadProgress>();
    const received = createListeners<HeadersReceived>();
    const transfer = network.start({
      kind: "uploadFile",
      url: option.url,
      timeoutMs: option.timeout,
      send: (address, signal) =>
        send(address, formOf(option, files), option, signal, {
          onProgress: progress.notify,
          onHeaders: received.notify,
        }),
    });
    void call("uploadFile", option, () => transfer.result)?.catch(() => {});
    return createTransferTask("UploadTask", transfer.abort, { progress, received }, report);
  };
}

function formOf({ filePath, name, formData }: UploadFileOption, files: TempFiles): FormData {
  const file = files.get(filePath);
  if (file === undefined) throw new WxFailure("file not found", 1_300_002);
  const form = new FormData();
  for (const [field, value] of Object.entries(formData ?? {})) form.append(field, String(value));
  form.append(name, file, filePath.slice(filePath.lastIndexOf("/") + 1));
  return form;
}

function send(address: string, form: FormData, option: UploadFileOption, signal: AbortSignal, listening: Listening) {
  return new Promise<{ statusCode: number; data: string; header: Record<string, string> }>((resolve, reject) => {
    const exchange = new XMLHttpRequest();
    exchange.open("POST", address);
    for (const [name, value] of Object.entries(option.header ?? {})) {
      if (!/^(?:referer|content-type|content-length|host)$/i.test(name)) exchange.setRequestHeader(name, String(value));
    }
    exchange.upload.onprogress = ({ loaded, total }) =>
      listening.onProgress({
        progress: total === 0 ? 0 : Math.floor((loaded / total) * 100),
        totalBytesSent: loaded,
        totalBytesExpectedToSend: total,
      });
    exchange.onload = () => {
      const header = parseHeaders(exchange.getAllResponseHeaders());
      listening.onHeaders({ header });
      resolve({ statusCode: exchange.status, data: exchange.responseText, header });
    };
    // fetch rejects with a TypeError too, so both fail with the same message.
    exchange.onerror = () => reject(new TypeError("the server could not be reached"));
    signal.addEventListener("abort", () => {
      exchange.abort();
      reject(signal.reason);
    });
    exchange.send(form);
  });
}

function parseHeaders(text: string): Record<string, string> {
  const lines = text.trim().split(/\r?\n/).filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]),
  );
}
