import type { HttpAnswer } from "./platform";
import { UploadError, type UploadErrorCode } from "./upload-error";

/**
 * An answer that is not what was asked for, with all that it tells: the signing server in JSON, COS in XML, proxies in HTML or not
 * at all. https://www.tencentcloud.com/document/product/436/7730
 */
export function answerError(code: UploadErrorCode, { statusCode: status, header, data }: HttpAnswer): UploadError {
  const body = parseJsonObject(data);
  const told = (name: string) => {
    const value = body?.[name] ?? RegExp(`<${name}>\\s*([^<]*?)\\s*<`, "i").exec(data)?.[1];
    return value ? `${value}` : undefined;
  };
  const remoteCode = told("code");
  const message = told("detail") ?? told("message") ?? data.slice(0, 80);
  return new UploadError(code, [status, remoteCode, message].join(" "), {
    status,
    remoteCode,
    requestId: told("requestId"),
    // A date in its place is none that counts: the phone's clock may be wrong. RFC 9110 section 10.2.3.
    retryAfterMs: +(header["retry-after"] ?? "") * 1000 || undefined,
  });
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject => value instanceof Object;

/** The object that a text is in JSON; undefined if it is anything else. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parsed<unknown>(JSON.parse, text);
  return isObject(value) ? value : undefined;
}

/** Gives what `parse` does; undefined where that throws, as it does for malformed text. */
export function parsed<Value>(parse: (text: string) => Value, text: string): Value | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
