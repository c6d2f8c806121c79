import { cancellable, type Work } from "./cancellable";
import type { HttpAnswer, UploadProgress } from "./platform";
import { UploadError, type UploadErrorCode } from "./upload-error";

interface Callbacks<Result> {
  success(result: Result): void;
  fail(failure: WechatFailure): void;
}

/** What WeChat calls `fail` with. Files have `errCode`; network calls have `errno` since base library 2.24.0. */
interface WechatFailure {
  readonly errMsg?: string;
  readonly errno?: number;
  readonly errCode?: number;
}

/** What a call gives back: nothing of files, something to abort of requests, all of it of forms. */
interface WechatTask {
  abort?(): void;
  onHeadersReceived?(listener: (received: WithHeader) => void): void;
  offHeadersReceived?(listener: (received: WithHeader) => void): void;
  onProgressUpdate?(listener: (sent: WechatProgress) => void): void;
  offProgressUpdate?(listener: (sent: WechatProgress) => void): void;
}

interface WithHeader {
  readonly header?: unknown;
}

interface WechatProgress {
  readonly totalBytesSent: number;
  readonly totalBytesExpectedToSend: number;
}

/**
 * What a failure's text and number tell; the first pattern that fits counts. Loose, as WeChat does not document its texts.
 * 1300002 is "no such file": https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html
 */
const FAILURES: readonly (readonly [UploadErrorCode, RegExp])[] = [
  ["file_not_found", /1300002|no such file|file not found|not exist/i],
  ["domain_not_allowed", /domain list/i],
  ["timeout", /timed?[ -]?out/i],
  ["interrupted", /interrupted|abort/i],
];

/**
 * One of WeChat's calls as a method of the port. Its answer's headers are added to the result.
 *
 * @param otherwise what a failure is that says nothing known
 */
export function call<Option extends object, Result extends object>(
  start: (option: Option & Callbacks<Result>) => WechatTask | undefined,
  otherwise: UploadErrorCode = "file_unreadable",
) {
  return (work: Work, option: Option, onProgress?: (progress: UploadProgress) => void) =>
    cancellable<Result & Pick<HttpAnswer, "header">>(work, (resolve, reject) => {
      const header: Record<string, string> = {};
      // By event or in the result, in whatever case the server or the base library likes.
      const onHeaders = (received: WithHeader) => {
        for (const [name, value] of Object.entries(received.header ?? {})) header[name.toLowerCase()] = `${value}`;
      };
      const onSent = (sent: WechatProgress) =>
        onProgress?.({ sentBytes: sent.totalBytesSent, totalBytes: sent.totalBytesExpectedToSend });
      const task = start({
        ...option,
        success(result) {
          onHeaders(result);
          resolve({ ...result, header });
        },
        fail(cause) {
          const text = [cause.errMsg, cause.errCode, cause.errno].join(" ");
          const [code] = FAILURES.find(([, pattern]) => pattern.test(text)) ?? [otherwise];
          reject(new UploadError(code, text, { cause }));
        },
      });
      task?.onHeadersReceived?.(onHeaders);
      task?.onProgressUpdate?.(onSent);
      return (isStopped) => {
        task?.offHeadersReceived?.(onHeaders);
        task?.offProgressUpdate?.(onSent);
        if (isStopped) task?.abort?.();
      };
    });
}
