import type { HttpResponse } from "../platform";
import { fieldsOf, readCount, readText } from "../platform-values";
import { parseJsonObject } from "../response-error";
import { isSafeUrl } from "../safe-url";
import { signError } from "../signature";

/** The signed URLs of an object. Everyone who has a URL can read the object until it expires. */
export interface Download {
  readonly cosKey: string;
  readonly url: string;
  /** A smaller image. Only for images. */
  readonly thumbnailUrl?: string | undefined;
}

/** When signed URLs expire. */
export interface UrlExpiry {
  /** Lifetime of the URLs from now, in seconds. */
  readonly expiresInSeconds: number;
  /** In Unix seconds of the server's clock. A phone's clock may be wrong, so prefer `expiresInSeconds`. */
  readonly expiresAt: number;
}

/** The signed URLs of several objects. */
export interface Downloads extends UrlExpiry {
  /** In the order of the keys. */
  readonly downloads: readonly Download[];
}

/** One of the user's uploads, with its signed URLs. */
export interface ListedUpload extends Download {
  /** The object's size. */
  readonly bytes: number;
  readonly contentType: string;
  /** When COS stored the object, in Unix seconds. */
  readonly storedAt: number;
}

/** One page of the user's uploads. */
export interface UploadsPage extends UrlExpiry {
  /** Newest first. A page can have fewer than `limit`, or none, and still not be the last. */
  readonly uploads: readonly ListedUpload[];
  /** Get the next page with it. Undefined on the last page. */
  readonly cursor?: string | undefined;
}

/** A key whose object could not be deleted. */
export interface FailedDeletion {
  readonly cosKey: string;
  /** `cos_unavailable` and `cos_refused` of the server, or the code of the request that failed: the server's, or `UploadError.code`. */
  readonly code: string;
}

/** What became of each key. A key without an object counts as deleted. */
export interface Deletion {
  readonly deleted: readonly string[];
  readonly failed: readonly FailedDeletion[];
}

/** The fields of entries in the signing server's responses. Their values are validated. */
export type DownloadFields = { readonly [Name in keyof Download]?: unknown };
export type ListedUploadFields = { readonly [Name in keyof ListedUpload]?: unknown };
export type FailedDeletionFields = { readonly [Name in keyof FailedDeletion]?: unknown };

/**
 * Reads the response to `GET /uploads`.
 *
 * @throws {UploadError} if a field is missing or malformed
 */
export function readPage(response: HttpResponse, serverUrl: string): UploadsPage {
  const body = bodyOf(response);
  const { cursor } = body;
  if (cursor !== undefined && readText(cursor) === undefined) throw signError(response);
  const uploads = listIn(response, body, "uploads").map((entry) => {
    const fields: ListedUploadFields = fieldsOf(entry);
    const bytes = readCount(fields.bytes);
    const storedAt = readCount(fields.storedAt);
    const contentType = readText(fields.contentType);
    if (bytes === undefined || storedAt === undefined || contentType === undefined) throw signError(response);
    return { ...readDownload(response, entry, serverUrl), bytes, contentType, storedAt };
  });
  return { uploads, cursor: readText(cursor), ...readExpiry(response, body) };
}

/**
 * Reads the response to `POST /downloads`.
 *
 * @throws {UploadError} if a field is missing or malformed, or if there is not one entry for each key, in order
 */
export function readDownloads(response: HttpResponse, keys: readonly string[], serverUrl: string): Downloads {
  const body = bodyOf(response);
  const entries = listIn(response, body, "downloads");
  const downloads = entries.map((entry) => readDownload(response, entry, serverUrl));
  if (
    !isSame(
      downloads.map(({ cosKey }) => cosKey),
      keys,
    )
  )
    throw signError(response);
  return { downloads, ...readExpiry(response, body) };
}

/**
 * Reads the response to `POST /uploads/delete`.
 *
 * @throws {UploadError} if a field is missing or malformed, or if each key is not there exactly once
 */
export function readDeletion(response: HttpResponse, keys: readonly string[]): Deletion {
  const body = bodyOf(response);
  const failed = listIn(response, body, "failed").map((entry) => {
    const fields: FailedDeletionFields = fieldsOf(entry);
    return { cosKey: textOf(response, fields.cosKey), code: textOf(response, fields.code) };
  });
  const deleted = listIn(response, body, "deleted").map((key) => textOf(response, key));
  const all = [...deleted, ...failed.map(({ cosKey }) => cosKey)];
  if (!isSame(all.sort(), [...keys].sort())) throw signError(response);
  return { deleted, failed };
}

function readDownload(response: HttpResponse, entry: unknown, serverUrl: string): Download {
  const fields: DownloadFields = fieldsOf(entry);
  const cosKey = textOf(response, fields.cosKey);
  const url = textOf(response, fields.url);
  const thumbnailUrl = fields.thumbnailUrl === undefined ? undefined : textOf(response, fields.thumbnailUrl);
  if (!isSafeUrl(url, serverUrl) || !isSafeUrl(thumbnailUrl ?? url, serverUrl)) throw signError(response);
  return { cosKey, url, thumbnailUrl };
}

function readExpiry(response: HttpResponse, body: Readonly<Record<string, unknown>>): UrlExpiry {
  const expiresInSeconds = readCount(body["expiresInSeconds"]);
  const expiresAt = readCount(body["expiresAt"]);
  if (expiresInSeconds === undefined || expiresAt === undefined) throw signError(response);
  return { expiresInSeconds, expiresAt };
}

/** The body of a success. @throws {UploadError} for any other response */
function bodyOf(response: HttpResponse): Readonly<Record<string, unknown>> {
  const body = parseJsonObject(response.data);
  if (response.statusCode !== 200 || body === undefined) throw signError(response);
  return body;
}

function listIn(response: HttpResponse, body: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  const list = body[name];
  if (!Array.isArray(list)) throw signError(response);
  return list;
}

function textOf(response: HttpResponse, value: unknown): string {
  const text = readText(value);
  if (text === undefined) throw signError(response);
  return text;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, index) => text === others[index]);
}
