import { authorizedRequest } from "./authorized-request";
import type { CancelScope } from "./cancel-scope";
import { elementsOf, fieldsOf, readCount, readText } from "./platform-values";
import { parseJsonObject } from "./response-error";
import { signError } from "./signature";
import type { UploaderOptions } from "./uploader-options";

/** Most keys in one request. */
export const MAX_CONFIRMED_KEYS = 20;

/** An object that COS has. */
export interface StoredUpload {
  readonly cosKey: string;
  readonly status: "stored";
  /** The object's size. */
  readonly bytes: number;
  readonly contentType: string;
  /** Entity tag without quotes. */
  readonly etag: string;
  /** CRC-64/XZ of the object, in decimal digits. */
  readonly crc64?: string | undefined;
  /** When COS stored the object, in Unix seconds. */
  readonly storedAt: number;
  /** A JWT that your own back end verifies. Undefined if the signing server has no `PROOF_KEYS`. */
  readonly proof?: string | undefined;
}

/**
 * An object that is not confirmed: COS does not have it (`missing`), its type or size breaks the server's upload rules (`rejected`), or COS
 * did not say (`unknown`).
 */
export interface UnconfirmedUpload {
  readonly cosKey: string;
  readonly status: "missing" | "rejected" | "unknown";
}

/** What COS reports of an object, by the signing server. */
export type ConfirmedUpload = StoredUpload | UnconfirmedUpload;

/** The fields of an entry in the signing server's response. Their values are validated. */
export type ConfirmedUploadFields = { readonly [Name in keyof StoredUpload]?: unknown };

/**
 * Requests what COS has of some objects.
 *
 * @param keys 1 to {@link MAX_CONFIRMED_KEYS} different object keys
 * @returns an entry for each key, in order
 * @throws {UploadError} for a rejection or a response that lacks an entry
 */
export async function confirmUploads(
  options: UploaderOptions,
  keys: readonly string[],
  scope: CancelScope,
): Promise<readonly ConfirmedUpload[]> {
  const url = options.serverUrl.replace(/\/*$/, "/uploads/confirm");
  const response = await authorizedRequest(options, { method: "POST", url, data: JSON.stringify({ keys }) }, scope);
  const uploads = elementsOf(parseJsonObject(response.data)?.["uploads"]);
  if (response.statusCode !== 200 || uploads.length !== keys.length) throw signError(response);
  return keys.map((key, index) => {
    const upload = readConfirmed(uploads[index]);
    if (upload?.cosKey !== key) throw signError(response);
    return upload;
  });
}

/** Reads one entry of the response; undefined if a field is missing or malformed. */
function readConfirmed(value: unknown): ConfirmedUpload | undefined {
  const fields: ConfirmedUploadFields = fieldsOf(value);
  const { status } = fields;
  const cosKey = readText(fields.cosKey);
  if (cosKey === undefined) return undefined;
  if (status === "missing" || status === "rejected" || status === "unknown") return { cosKey, status };
  const { contentType, etag, crc64, proof } = fields;
  const bytes = readCount(fields.bytes);
  const storedAt = readCount(fields.storedAt);
  const isWhole = status === "stored" && bytes !== undefined && storedAt !== undefined;
  if (!isWhole || !isText(contentType) || !isText(etag) || !isTextOrMissing(crc64) || !isTextOrMissing(proof))
    return undefined;
  return { cosKey, status, bytes, contentType, etag, crc64, storedAt, proof };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isTextOrMissing(value: unknown): value is string | undefined {
  return value === undefined || isText(value);
}
