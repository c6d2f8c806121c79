import { type Callbacks, call } from "../call.ts";
import { extensionOf, type TempFiles } from "../files/temp-files.ts";
import { createListeners } from "../lifecycle.ts";
import { WxFailure } from "../wx-failure.ts";
import type { Network } from "./network.ts";
import { createTransferTask, type HeadersReceived } from "./transfer-task.ts";

/** Options of `wx.downloadFile`. The result has no `profile`, because a browser does not report the timings that WeChat puts there. */
type DownloadFileOption = Omit<WechatMiniprogram.DownloadFileOption, "success" | "fail" | "complete"> &
  Callbacks<{ statusCode: number; tempFilePath: string; filePath: string; header: Record<string, string> }>;

interface DownloadProgress {
  readonly progress: number;
  readonly totalBytesWritten: number;
  readonly totalBytesExpectedToWrite: number;
}

/** Largest file. https://developers.weixin.qq.com/miniprogram/dev/api/network/download/wx.downloadFile.html */
const MAX_BYTES = 200 * 1024 * 1024;

/**
 * Creates `wx.downloadFile` on top of fetch. A response of any status becomes a temporary file, or the file at `filePath`.
 * https://developers.weixin.qq.com/miniprogram/dev/api/network/download/wx.downloadFile.html
 */
export function createDownloadFile(network: Network, files: TempFiles, report: (message: string) => void) {
  return (option: DownloadFileOption) => {
    const progress = createListeners<DownloadProgress>();
    const received = createListeners<HeadersReceived>();
    const transfer = network.start({
      kind: "downloadFile",
      url: option.url,
      timeoutMs: option.timeout,
      async send(address, signal) {
        const headers = new Headers();
        for (const [name, value] of Object.entries(option.header ?? {})) {
          if (!/^(?:referer|host)$/i.test(name)) headers.set(name, String(value));
        }
        const response = await fetch(address, { headers, signal, cache: "no-store", credentials: "omit" });
        const header = Object.fromEntries(response.headers);
        received.notify({ header });
        const file = await readFile(response, progress.notify);
        const { filePath = "" } = option;
        if (filePath !== "") files.set(filePath, file);
        const extension = extensionOf(new URL(address).pathname, file.type);
        const tempFilePath = filePath === "" ? files.add(file, extension) : "";
        return { statusCode: response.status, tempFilePath, filePath, header };
      },
    });
    void call("downloadFile", option, () => transfer.result)?.catch(() => {});
    return createTransferTask("DownloadTask", transfer.abort, { progress, received }, report);
  };
}

/** Reads a body in pieces, and reports each. Without a Content-Length, the size that is expected is what has arrived. */
async function readFile(response: Response, report: (progress: DownloadProgress) => void): Promise<Blob> {
  const length = Number(response.headers.get("content-length") ?? 0);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let written = 0;
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    pieces.push(piece.value);
    written += piece.value.byteLength;
    if (written > MAX_BYTES) {
      await reader?.cancel();
      throw new WxFailure("exceed max file size", 1_300_202);
    }
    const expected = Math.max(length, written);
    report({
      progress: Math.floor((written / expected) * 100),
      totalBytesWritten: written,
      totalBytesExpectedToWrite: expected,
    });
  }
  return new Blob(pieces, { type: response.headers.get("content-type") ?? "" });
}
