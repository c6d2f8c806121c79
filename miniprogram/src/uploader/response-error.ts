import type { HttpResponse } from "./platform";
import { attempt, isRecord, readCount } from "./platform-values";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** Longer than any error. The rest of a response is ignored. */
const MAX_ERROR_CHARACTERS = 8_192;

/** How much of a response in an unknown format the message quotes. */
const MAX_QUOTED_CHARACTERS = 80;

/**
 * Makes an error of a failed response, with every detail that the response has. The signing server sends JSON, COS sends XML, and a
 * proxy may send HTML or nothing. https://www.tencentcloud.com/document/product/436/7730
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

/** The text of an XML element without children; undefined if it is missing or empty. Takes linear time. */
function readElement(xml: string, name: string): string | undefined {
  const [, afterStart] = split(xml, `<${name}>`);
  const [content, afterEnd] = split(afterStart ?? "", "<");
  return afterEnd?.startsWith(`/${name}>`) ? content.trim() || undefined : undefined;
}

/** Splits a text at the first separator. Without a separator, returns the whole text and undefined. */
function split(text: string, separator: string): readonly [before: string, after: string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + separator.length)];
}

/** A non-empty string, or a number other than 0. Objects are ignored, because their `toString` may not be a function. */
function readPlainText(value: unknown): string | undefined {
  return value && (typeof value === "string" || typeof value === "number") ? `${value}` : undefined;
}

/** Ignores a date, because the phone's clock may be wrong. RFC 9110 section 10.2.3. */
function readRetryAfterMs(seconds: string | undefined): number | undefined {
  const count = readCount(seconds);
  return count ? count * 1000 : undefined;
}

/** Parses a JSON object; undefined for any other text. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value: unknown = attempt(() => JSON.parse(text));
  return isRecord(value) ? value : undefined;
}
