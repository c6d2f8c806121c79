import type { HttpResponse } from "./platform";
import { attempt, fieldsOf, isRecord } from "./platform-values";
import { parseJsonObject, responseError } from "./response-error";
import { isSafeUrl } from "./safe-url";
import { UploadError, type UploadErrorCode } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** The signature of one upload. Its times are those of the platform's clock, because the phone's date may be wrong. */
export interface Signature {
  readonly cosKey: string;
  readonly contentType: string;
  readonly uploadUrl: string;
  readonly objectUrl: string;
  /** Sent exactly as given: the headers of a PUT, the fields of a form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
  /** No new attempt starts with it in the last tenth of its lifetime. */
  readonly freshUntilMs: number;
  /** Bytes were sent with it, and the outcome is unknown because the response was lost. */
  mayBeStored?: boolean | undefined;
}

/** The fields of a signature in the signing server's response. Their values are validated. */
export interface SignatureFields {
  readonly cosHost?: unknown;
  readonly cosKey?: unknown;
  readonly contentType?: unknown;
  readonly uploadUrl?: unknown;
  readonly objectUrl?: unknown;
  /** Of a PUT. */
  readonly headers?: unknown;
  /** Of a form. */
  readonly formData?: unknown;
  readonly expiresInSeconds?: unknown;
}

/** The share of a signature's lifetime in which new attempts may start with it. */
const FRESH_SHARE = 0.9;

/** A URL without a query, which the signature would not cover, and without user info. */
const UPLOAD_URL = /^https?:\/\/[^/?#@\\\s]+\/[^?#\\\s]*$/;

/**
 * Reads the signature of one upload from the signing server's response.
 *
 * @param upload the part of the response's body that holds it
 * @throws {UploadError} {@link signError} if a field is missing, malformed or less safe than the signing server's own address,
 * `signature_mismatch` if the fields are not of one upload
 */
export function readSignature(
  response: HttpResponse,
  upload: unknown,
  isPut: boolean,
  { serverUrl, platform }: UploaderOptions,
): Signature {
  const read: SignatureFields = fieldsOf(upload);
  const { cosHost, cosKey, contentType, uploadUrl, objectUrl, headers, formData, expiresInSeconds } = read;
  const fields = isPut ? headers : formData;
  const lifeMs = typeof expiresInSeconds === "number" ? expiresInSeconds * 1000 : 0;
  // A failure has none of these fields, so the status need not be checked.
  const isWhole = isText(uploadUrl) && isText(objectUrl) && isText(cosKey) && isText(contentType) && areTexts(fields);
  if (!isWhole || lifeMs < 1000 || lifeMs === Number.POSITIVE_INFINITY) throw signError(response);
  const isConsistent =
    isText(cosHost) &&
    hostAndPath(uploadUrl) === `${cosHost}/${isPut ? cosKey : ""}` &&
    (isPut || fields["key"] === cosKey) &&
    (fields["Content-Type"] ?? contentType) === contentType;
  if (!isConsistent) throw new UploadError("signature_mismatch");
  const areSafe = UPLOAD_URL.test(uploadUrl) && isSafeUrl(uploadUrl, serverUrl) && isSafeUrl(objectUrl, serverUrl);
  if (!areSafe) throw signError(response);
  const nowMs = platform.nowMs();
  const times = { freshUntilMs: nowMs + lifeMs * FRESH_SHARE, expiresAtMs: nowMs + lifeMs };
  return { cosKey, contentType, uploadUrl, objectUrl, fields, ...times };
}

/**
 * Classifies a response of the signing server that holds no signature.
 *
 * @param rejection the code of a response with a status of 400 or more
 */
export function signError(response: HttpResponse, rejection: UploadErrorCode = "sign_refused"): UploadError {
  return responseError(signErrorCode(response, rejection), response);
}

function signErrorCode({ statusCode, data }: HttpResponse, rejection: UploadErrorCode): UploadErrorCode {
  if (statusCode >= 400) return rejection;
  if (statusCode >= 300) return "sign_redirected";
  const text = data.trim();
  if (text.startsWith("<")) return "sign_answer_html";
  const body = parseJsonObject(data);
  if (body?.["code"]) return "sign_answer_failure";
  return !body && text.startsWith("{") ? "sign_answer_cut_off" : "bad_sign_answer";
}

/** Host and decoded path of a URL; undefined if its percent-encoding is invalid. Mini programs have no `URL`. */
function hostAndPath(url: string): string | undefined {
  return attempt(() => decodeURIComponent(url.replace(/^https?:\/\/|[?#].*/g, "")));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isText);
}
