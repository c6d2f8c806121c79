import { isObject } from "./json-object";
import { UploadError } from "./upload-error";

/** PUT or form: what a signature is for. */
export type SignedMethod = "put" | "post";

/** One upload that was signed: where to, with what, until when. */
export interface Signature {
  readonly uploadUrl: string;
  readonly objectUrl: string;
  readonly objectKey: string;
  readonly contentType: string;
  /** Sent exactly so: the headers of a PUT, the fields of a form. */
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresInSeconds: number;
}

/**
 * The signature that one answer of the signing server holds: all that an upload needs, or undefined if a part is missing or malformed.
 *
 * @throws {UploadError} `signature_mismatch` if the parts are not of one upload
 */
export function readSignature(answer: unknown, method: SignedMethod): Signature | undefined {
  if (!isObject(answer)) return undefined;
  const { cosHost, cosKey: objectKey, uploadUrl, objectUrl, contentType, expiresInSeconds } = answer;
  const fields = answer[method === "put" ? "headers" : "formData"];
  if (!areTexts(fields) || !isHttpUrl(uploadUrl) || !isHttpUrl(objectUrl)) return undefined;
  if (!isText(objectKey) || !isText(contentType)) return undefined;
  if (typeof expiresInSeconds !== "number" || !(expiresInSeconds > 0)) return undefined;
  const place = method === "put" ? placeOf(uploadUrl) : placeOf(uploadUrl).replace(/\/?$/, `/${fields["key"]}`);
  const isOneUpload =
    place === `${cosHost}/${objectKey}` &&
    placeOf(objectUrl).endsWith(`/${objectKey}`) &&
    (fields["Content-Type"] ?? contentType) === contentType;
  if (!isOneUpload) throw signatureMismatch();
  return { uploadUrl, objectUrl, objectKey, contentType, fields, expiresInSeconds };
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

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every(isText);
}
