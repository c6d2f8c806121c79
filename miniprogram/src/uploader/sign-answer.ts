import { answerError, parsed, parseJsonObject } from "./answer-error";
import type { HttpAnswer } from "./platform";
import { fits, HTTP_URL, isObject, type JsonObject, type Rules, range, TEXT } from "./rules";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** What the signing server answers for one upload; `fields` are its `headers` or `formData`. */
interface SignAnswer {
  readonly cosHost: string;
  readonly cosKey: string;
  readonly contentType: string;
  readonly uploadUrl: string;
  readonly objectUrl: string;
  readonly expiresInSeconds: number;
  /** Sent exactly so: the headers of a PUT, the fields of a form. */
  readonly fields: Readonly<Record<string, string>>;
}

/** One upload that was signed: where to, with what, until when by the platform's clock, as the phone's date may be wrong. */
export interface Signature extends SignAnswer {
  readonly expiresAtMs: number;
  /** So long before that nothing new is begun with it: half a minute, or a tenth of its life. */
  readonly spareMs: number;
}

const PARTS: Rules = {
  cosHost: TEXT,
  cosKey: TEXT,
  contentType: TEXT,
  uploadUrl: HTTP_URL,
  objectUrl: HTTP_URL,
  expiresInSeconds: range(1),
  fields: ["texts", /^\{("(\\.|[^"\\])*"[:,]?)+\}$/],
};

/**
 * The signature that the signing server gives for one upload: all that an upload needs.
 *
 * @param upload what is to hold it, of `answer`
 * @throws {UploadError} {@link signError} if a part is missing or malformed, `signature_mismatch` if the parts are not of one upload
 */
export function readSignature(answer: HttpAnswer, upload: unknown, isPut: boolean, nowMs: number): Signature {
  const parts = isObject(upload) && { ...upload, fields: upload[isPut ? "headers" : "formData"] };
  if (answer.statusCode !== 200 || !isSignAnswer(parts)) throw signError(answer);
  const { cosHost, cosKey, contentType, fields } = parts;
  const isOfOne =
    placeOf(parts.uploadUrl) === `${cosHost}/${isPut ? cosKey : ""}` &&
    (isPut || fields["key"] === cosKey) &&
    placeOf(parts.objectUrl).endsWith(`/${cosKey}`) &&
    (fields["Content-Type"] ?? contentType) === contentType;
  if (!isOfOne) throw new UploadError("signature_mismatch");
  const lifeMs = parts.expiresInSeconds * 1000;
  return { ...parts, expiresAtMs: nowMs + lifeMs, spareMs: Math.min(lifeMs / 10, 30_000) };
}

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

/** Host and decoded path; empty if that is no valid encoding. Mini programs have no `URL`. */
const placeOf = (url: string): string => parsed(decodeURIComponent, url.replace(/^.*?:\/\/|[?#].*/g, "")) ?? "";

const isSignAnswer = (parts: JsonObject | false): parts is JsonObject & SignAnswer =>
  parts && Object.entries(PARTS).every(([name, rule]) => fits(parts[name], rule));
