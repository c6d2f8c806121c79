import type { HttpResponse } from "./platform";
import { isRecord, readCount } from "./platform-values";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** More than any error has. What comes after it is not read. */
const MAX_ERROR_CHARACTERS = 8_192;

/** Of a body that is no error of a known form, the message quotes so much. */
const MAX_QUOTED_CHARACTERS = 80;

/**
 * An error from a response of an unwanted kind, with all that the response says: the signing server in JSON, COS in XML, proxies in
 * HTML or nothing. https://www.tencentcloud.com/document/product/436/7730
 */
export function responseError(code: UploadErrorCode, { statusCode: status, header, data }: HttpResponse): UploadError {
  const text = data.slice(0, MAX_ERROR_CHARACTERS);
  const body = parseJsonObject(text);
  const read = (jsonName: string, xmlName: string) =>
    body ? readPlainText(body[jsonName]) : readElement(text, xmlName);
  const remoteCode = read("code", "Code");
  const remoteMessage = read("detail", "Message") ?? read("message", "Message");
  const message = [status, remoteCode, remoteMessage ?? data.slice(0, MAX_QUOTED_CHARACTERS)].join(" ");
  return new UploadError(code, message, {
    status,
    remoteCode,
    remoteMessage,
    requestId: read("requestId", "RequestId"),
    retryAfterMs: readRetryAfterMs(header["retry-after"]),
  });
}

/** The text of an XML element that holds nothing else; undefined if there is none, or it is empty. Takes linear time. */
function readElement(xml: string, name: string): string | undefined {
  const [, afterStart] = split(xml, `<${name}>`);
  const [content, afterEnd] = split(afterStart ?? "", "<");
  return afterEnd?.startsWith(`/${name}>`) ? content.trim() || undefined : undefined;
}

/** A text before and after the first separator; without one, all of it and undefined. */
function split(text: string, separator: string): readonly [before: string, after: string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}

/** A JSON string that is not empty, or a number other than 0. Objects may have a `toString` that is no function. */
function readPlainText(value: unknown): string | undefined {
  return value && (typeof value === "string" || typeof value === "number") ? `${value}` : undefined;
}

/** A date in place of seconds is ignored: the phone's clock may be wrong. RFC 9110 section 10.2.3. */
function readRetryAfterMs(seconds: string | undefined): number | undefined {
  const count = readCount(seconds);
  return count ? count * 1000 : undefined;
}

/** The object that a text is in JSON; undefined if it is anything else. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
