import type { Listeners } from "../environment.ts";
import { withUnsupportedCalls } from "../unsupported-calls.ts";

/** The listeners of a transfer. */
export interface TransferEvents<Progress> {
  readonly progress: Listeners<Progress>;
  readonly received: Listeners<HeadersReceived>;
}

/** The headers of a response, before its body. */
export interface HeadersReceived {
  readonly header: Record<string, string>;
}

/** Creates the task that `wx.uploadFile` and `wx.downloadFile` return. */
export function createTransferTask<Progress>(
  name: "UploadTask" | "DownloadTask",
  abort: () => void,
  { progress, received }: TransferEvents<Progress>,
  report: (message: string) => void,
) {
  const task = {
    abort,
    onProgressUpdate: progress.add,
    offProgressUpdate: progress.remove,
    onHeadersReceived: received.add,
    offHeadersReceived: received.remove,
  };
  return withUnsupportedCalls(name, task, report);
}
