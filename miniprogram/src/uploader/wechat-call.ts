import { type CancelScope, cancellable } from "./cancel-scope";
import type { HttpResponse, UploadProgress } from "./platform";
import { attempt, describe, fieldsOf, readCount, readNumber, readText } from "./platform-values";
import { UploadError, type UploadErrorCode } from "./upload-error";
import type { WechatCallbacks, WechatTask } from "./wechat-api";

/** Headers by lower-case name. */
type Headers = Record<string, string>;

/**
 * Makes one of WeChat's calls a method of the port.
 *
 * @param start calls WeChat
 * @param read reads the result from WeChat's success value; undefined if that holds none
 * @param otherwise the error code for an unknown failure, and for a success without a result
 */
export function call<Option extends object, Result>(
  start: (option: Option & WechatCallbacks) => WechatTask | undefined,
  read: (result: Readonly<Record<string, unknown>>, header: Headers) => Result | undefined,
  otherwise: UploadErrorCode = "file_unreadable",
) {
  return (scope: CancelScope, option: Option, onProgress?: (progress: UploadProgress) => void) =>
    cancellable<Result>(scope, (resolve, reject) => {
      let isEnded = false;
      const header: Headers = {};
      // Some phones report headers by event, others in the result.
      const onHeaders = (received: unknown) => addHeaders(header, fieldsOf(received)["header"]);
      const onReport = (report: unknown) => {
        const progress = readProgress(report);
        // Base libraries without offProgressUpdate keep reporting after the end.
        if (progress && !isEnded) onProgress?.(progress);
      };
      const fail = (failure: unknown) => reject(failureOf(failure, otherwise));
      const callbacks: WechatCallbacks = {
        success(given) {
          onHeaders(given);
          const result = read(fieldsOf(given), header);
          if (result === undefined) reject(new UploadError(otherwise, `no usable result: ${describe(given)}`));
          else resolve(result);
        },
        fail,
      };
      const task = attempt(() => start({ ...option, ...callbacks }), fail);
      // Headers and progress are optional, so a failure to listen must not fail the upload.
      attempt(() => task?.onHeadersReceived?.(onHeaders));
      if (onProgress) attempt(() => task?.onProgressUpdate?.(onReport));
      return (isCancelled) => {
        isEnded = true;
        // Abort first, because the calls below may throw.
        if (isCancelled) task?.abort?.();
        task?.offHeadersReceived?.(onHeaders);
        if (onProgress) task?.offProgressUpdate?.(onReport);
      };
    });
}

/** Reads a response of any status; undefined without a valid status. */
export function readResponse({ statusCode, data }: Readonly<Record<string, unknown>>, header: Headers) {
  const status = readCount(statusCode);
  if (status === undefined || status < 100 || status > 599) return undefined;
  return { statusCode: status, header, data: readBody(data) } satisfies HttpResponse;
}

/** The body as text. Some phones parse JSON, or return bytes, although text was requested. */
function readBody(data: unknown): string {
  if (typeof data === "string") return data;
  if (isBytes(data)) return decodeUtf8(new Uint8Array(data));
  return data === undefined || data === null ? "" : (attempt(() => JSON.stringify(data)) ?? "");
}

/** Whether a value is an ArrayBuffer, of this realm or another. */
export function isBytes(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

/** Mini programs have no TextDecoder. Bytes that are not UTF-8 become an empty text. */
function decodeUtf8(bytes: Uint8Array): string {
  const encoded = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  return attempt(() => decodeURIComponent(encoded)) ?? "";
}

function addHeaders(header: Headers, received: unknown): void {
  for (const [name, value] of Object.entries(fieldsOf(received))) {
    const text = Array.isArray(value) ? value.join(", ") : value;
    if (typeof text === "string" || typeof text === "number") header[name.toLowerCase()] = `${text}`;
  }
}

/** Reads a progress report; undefined if it has no total or neither bytes nor percent. */
function readProgress(report: unknown): UploadProgress | undefined {
  const { totalBytesExpectedToSend, totalBytesSent, progress } = fieldsOf(report);
  const total = readCount(totalBytesExpectedToSend);
  const percent = readNumber(progress);
  if (!total) return undefined;
  const sent = readCount(totalBytesSent) ?? (percent === undefined ? undefined : Math.floor((total * percent) / 100));
  if (sent === undefined) return undefined;
  return { totalBytesSent: Math.min(sent, total), totalBytesExpectedToSend: total };
}

/** Makes an UploadError of WeChat's failure, which may be `{}`, a string, or undefined. */
function failureOf(cause: unknown, otherwise: UploadErrorCode): UploadError {
  // Files have `errCode`; network calls have `errno` since base library 2.24.0.
  const { errMsg, errno, errCode } = fieldsOf(cause);
  const text = [readText(errMsg), readCount(errno), readCount(errCode)].filter((part) => part !== undefined).join(" ");
  const message = describe(text || cause || "WeChat gave no reason");
  return new UploadError(codeOf(message) ?? otherwise, message, { cause });
}

/**
 * The error code for a failure's text; undefined if it matches none. The patterns are loose, because WeChat does not document its texts.
 * 1300002 is "no such file": https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html
 */
function codeOf(text: string): UploadErrorCode | undefined {
  if (/1300002|no such file|file not found|not exist/i.test(text)) return "file_not_found";
  if (/domain list/i.test(text)) return "domain_not_allowed";
  if (/timed?.?out/i.test(text)) return "timeout";
  return /interrupted|abort/i.test(text) ? "interrupted" : undefined;
}
