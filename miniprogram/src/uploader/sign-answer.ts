import { isObject } from "./json-object";

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
 * The signature that one answer of the signing server holds: all that an upload needs, or undefined if a part is missing or malformed,
 * or `"mismatch"` if the parts are not of one upload.
 */
export function readSignature(answer: unknown, method: SignedMethod): Signature | "mismatch" | undefined {
  if (!isObject(answer)) return undefined;
  const { cosHost, cosKey, uploadUrl, objectUrl, contentType, expiresInSeconds } = answer;
  const fields = answer[method === "put" ? "headers" : "formData"];
  if (!areTexts(fields) || !isHttpUrl(uploadUrl) || !isHttpUrl(objectUrl)) return undefined;
  if (typeof cosKey !== "string" || typeof contentType !== "string") return undefined;
  if (typeof expiresInSeconds !== "number" || !(expiresInSeconds > 0)) return undefined;
  const [host, path] = partsOf(uploadUrl);
  const isOneUpload =
    host === cosHost &&
    (method === "put" ? path : `/${fields["key"]}`) === `/${cosKey}` &&
    partsOf(objectUrl)[1].endsWith(`/${cosKey}`) &&
    (fields["Content-Type"] ?? contentType) === contentType;
  return isOneUpload ? { uploadUrl, objectUrl, objectKey: cosKey, contentType, fields, expiresInSeconds } : "mismatch";
}

/** Whether it is an absolute http(s) URL with a host. Mini programs have no `URL`. */
export function isHttpUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/[^\s/?#]+/i.test(value);
}

/** Host and decoded path; an empty path if it is no valid encoding. */
function partsOf(url: string): [host: string, path: string] {
  const [, host = "", path = ""] = /^https?:\/\/([^/?#]+)([^?#]*)/i.exec(url) ?? [];
  try {
    return [host, decodeURIComponent(path)];
  } catch {
    return [host, ""];
  }
}

function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((text) => typeof text === "string");
}
