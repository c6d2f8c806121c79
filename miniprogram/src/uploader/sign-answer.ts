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
  const fields = readTexts(answer[method === "put" ? "headers" : "formData"]);
  if (!fields || !isHttpUrl(uploadUrl) || !isHttpUrl(objectUrl)) return undefined;
  if (typeof cosKey !== "string" || typeof contentType !== "string") return undefined;
  if (typeof expiresInSeconds !== "number" || !(expiresInSeconds > 0)) return undefined;
  const signedKey = method === "put" ? pathOf(uploadUrl).slice(1) : fields["key"];
  const isOneUpload =
    hostOf(uploadUrl) === cosHost && signedKey === cosKey && (fields["Content-Type"] ?? contentType) === contentType;
  if (!isOneUpload || !pathOf(objectUrl).endsWith(`/${cosKey}`)) return "mismatch";
  return { uploadUrl, objectUrl, objectKey: cosKey, contentType, fields, expiresInSeconds };
}

/** Whether it is an absolute http(s) URL with a host. Mini programs have no `URL`. */
export function isHttpUrl(value: unknown): value is string {
  return typeof value === "string" && /^https?:\/\/[^\s/?#]+/i.test(value);
}

function hostOf(url: string): string | undefined {
  return /^https?:\/\/([^\s/?#]+)/i.exec(url)?.[1];
}

/** The path, decoded; empty if it is no valid encoding. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.replace(/^https?:\/\/[^/?#]+|[?#].*$/gi, ""));
  } catch {
    return "";
  }
}

function readTexts(value: unknown): Record<string, string> | undefined {
  if (!isObject(value)) return undefined;
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") return undefined;
    texts[name] = text;
  }
  return texts;
}
