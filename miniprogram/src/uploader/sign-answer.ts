import { isObject } from "./json-object";
import { RENEWAL_MS, RENEWAL_SHARE } from "./limits";
import { UploadError } from "./upload-error";

/** PUT or form: what a signature is for. */
export type SignedMethod = "put" | "post";

/** One upload that was signed: where to, with what, until when by the platform's clock, as the phone's date may be wrong. */
export interface Signature {
  readonly uploadUrl: string;
  readonly objectUrl: string;
  readonly objectKey: string;
  readonly contentType: string;
  /** Sent exactly so: the headers of a PUT, the fields of a form. */
  readonly fields: Readonly<Record<string, string>>;
  /** From here on nothing new is begun with it. */
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * The signature that one answer of the signing server holds: all that an upload needs, or undefined if a part is missing or malformed.
 *
 * @throws {UploadError} `signature_mismatch` if the parts are not of one upload
 */
export function readSignature(answer: unknown, method: SignedMethod, nowMs: number): Signature | undefined {
  if (!isObject(answer)) return undefined;
  const { cosHost, cosKey: objectKey, uploadUrl, objectUrl, contentType, expiresInSeconds } = answer;
  const isPut = method === "put";
  const fields = answer[isPut ? "headers" : "formData"];
  if (!isObject(fields) || !areTexts(fields) || !isHttpUrl(uploadUrl) || !isHttpUrl(objectUrl)) return undefined;
  if (!isText(objectKey) || !isText(contentType) || typeof expiresInSeconds !== "number") return undefined;
  const lifeMs = expiresInSeconds * 1000;
  if (!(lifeMs > 0)) return undefined;
  const place = placeOf(uploadUrl);
  if (
    `${cosHost}/${objectKey}` !== (isPut ? place : `${place.replace(/\/$/, "")}/${fields["key"]}`) ||
    !placeOf(objectUrl).endsWith(`/${objectKey}`) ||
    (fields["Content-Type"] ?? contentType) !== contentType
  ) {
    throw signatureMismatch();
  }
  const expiresAtMs = nowMs + lifeMs;
  const renewAtMs = expiresAtMs - Math.min(RENEWAL_MS, lifeMs * RENEWAL_SHARE);
  return { uploadUrl, objectUrl, objectKey, contentType, fields, expiresAtMs, renewAtMs };
}

export function signatureMismatch(): UploadError {
  return new UploadError("signature_mismatch", "sign", "signed for another key, host or type");
}

/** Host and decoded path; empty if that is no valid encoding. Mini programs have no `URL`. */
function placeOf(url: string): string {
  try {
    return decodeURIComponent(url.replace(/^.*?:\/\/|[?#].*/g, ""));
  } catch {
    return "";
  }
}

function isHttpUrl(value: unknown): value is string {
  return isText(value) && /^https?:\/\/[^\s/?#]/i.test(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function areTexts(values: Readonly<Record<string, unknown>>): values is Readonly<Record<string, string>> {
  return Object.values(values).every(isText);
}
