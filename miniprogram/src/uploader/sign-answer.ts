import { answerError, parsed, parseJsonObject } from "./answer-error";
import type { HttpAnswer } from "./platform";
import { fieldsOf, isRecord } from "./platform-values";
import { UploadError, type UploadErrorCode } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** One upload that was signed: where to, with what, until when by the platform's clock, as the phone's date may be wrong. */
export interface Signature {
  readonly cosKey: string;
  readonly contentType: string;
  readonly uploadUrl: string;
  readonly objectUrl: string;
  /** Sent exactly so: the headers of a PUT, the fields of a form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
  /** When it is about to expire, and nothing new is begun with it: in the last tenth of its life. */
  readonly freshUntilMs: number;
  /** Bytes went out with it, and no answer says what became of them. */
  mayBeStored?: boolean | undefined;
}

/**
 * The signature that the signing server gives for one upload: all that an upload needs.
 *
 * @param upload what is to hold it, of `answer`
 * @throws {UploadError} {@link signError} if a part is missing, malformed or less safe than the signing server's own address,
 * `signature_mismatch` if the parts are not of one upload
 */
export function readSignature(
  answer: HttpAnswer,
  upload: unknown,
  isPut: boolean,
  { serverUrl, platform }: UploaderOptions,
): Signature {
  const parts = fieldsOf(upload);
  const { cosHost, cosKey, contentType, uploadUrl, objectUrl, headers, formData, expiresInSeconds } = parts;
  const fields = isPut ? headers : formData;
  const lifeMs = typeof expiresInSeconds === "number" ? expiresInSeconds * 1000 : 0;
  // A failure has none of these, so that its status need not be looked at.
  const isWhole = isText(uploadUrl) && isText(objectUrl) && isText(cosKey) && isText(contentType) && areTexts(fields);
  if (!isWhole || lifeMs < 1000 || lifeMs === Number.POSITIVE_INFINITY) throw signError(answer);
  const isOfOne =
    isText(cosHost) &&
    placeOf(uploadUrl) === `${cosHost}/${isPut ? cosKey : ""}` &&
    (isPut || fields["key"] === cosKey) &&
    (fields["Content-Type"] ?? contentType) === contentType;
  if (!isOfOne) throw new UploadError("signature_mismatch");
  const isSecure = !serverUrl.startsWith("https:") || [uploadUrl, objectUrl].every((url) => url.startsWith("https:"));
  if (!isSecure || !UPLOAD_URL.test(uploadUrl) || !OBJECT_URL.test(objectUrl)) throw signError(answer);
  const nowMs = platform.nowMs();
  const times = { freshUntilMs: nowMs + lifeMs * 0.9, expiresAtMs: nowMs + lifeMs };
  return { cosKey, contentType, uploadUrl, objectUrl, fields, ...times };
}

/** What is signed is a path: a query of the URL's own would not be. No user info either. */
const UPLOAD_URL = /^https?:\/\/[^/?#@\\\s]+\/[^?#\\\s]*$/;

/** Pages link to it, so that it may be no `javascript:`. */
const OBJECT_URL = /^https?:\/\/[^/?#@\\\s]+\/\S*$/;

/**
 * What an answer of the signing server is that does not hold what was asked for: each kind has its code.
 *
 * @param refusal the code of a failure that the server tells by its status
 */
export function signError(answer: HttpAnswer, refusal: UploadErrorCode = "sign_refused"): UploadError {
  const { statusCode, data } = answer;
  const body = parseJsonObject(data);
  const kindOf = (): UploadErrorCode => {
    if (statusCode >= 400) return refusal;
    if (statusCode >= 300) return "sign_redirected";
    if (/^\s*</.test(data)) return "sign_answer_html";
    if (body?.["code"]) return "sign_answer_failure";
    return !body && /^\s*\{/.test(data) ? "sign_answer_cut_off" : "bad_sign_answer";
  };
  return answerError(kindOf(), answer);
}

/** Host and decoded path; undefined if that is no valid encoding. Mini programs have no `URL`. */
const placeOf = (url: string): string | undefined =>
  parsed(decodeURIComponent, url.replace(/^https?:\/\/|[?#].*/g, ""));

const isText = (value: unknown): value is string => typeof value === "string";

const areTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every(isText);
