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
  onProgressUpdate?(listener: (sent: UploadProgress) => void): void;
  offProgressUpdate?(listener: (sent: UploadProgress) => void): void;
}

interface WithHeader {
  readonly header?: unknown;
}

/**
 * What a failure tells, in JSON, if it is anything known. Loose, as WeChat does not document its texts.
 * 1300002 is "no such file": https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html
 */
function codeOf(text: string): UploadErrorCode | undefined {
  if (/1300002|no such file|file not found|not exist/i.test(text)) return "file_not_found";
  if (/domain list/i.test(text)) return "domain_not_allowed";
  if (/timed?.?out/i.test(text)) return "timeout";
  return /interrupted|abort/i.test(text) ? "interrupted" : undefined;
}

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
      const task = start({
        ...option,
        success(result) {
          onHeaders(result);
          resolve({ ...result, header });
        },
        fail(cause) {
          const text = JSON.stringify(cause);
          reject(new UploadError(codeOf(text) ?? otherwise, text, { cause }));
        },
      });
      task?.onHeadersReceived?.(onHeaders);
      if (onProgress) task?.onProgressUpdate?.(onProgress);
      return (isStopped) => {
        task?.offHeadersReceived?.(onHeaders);
        if (onProgress) task?.offProgressUpdate?.(onProgress);
        if (isStopped) task?.abort?.();
      };
    });
}
