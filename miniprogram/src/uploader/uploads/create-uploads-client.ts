import { asUploadError } from "../as-upload-error";
import { authorizedRequest } from "../authorized-request";
import { type CancelScope, createCancelScope } from "../cancel-scope";
import { checkUploaderOptions } from "../check-usage";
import { type ConfirmedUpload, confirmUploads, MAX_CONFIRMED_KEYS } from "../confirm-uploads";
import type { HttpRequest, HttpResponse } from "../platform";
import { retryDelay } from "../retry-delay";
import { createTimedPlatform } from "../timed-platform";
import type { UploaderOptions } from "../uploader-options";
import { createWechatPlatform } from "../wechat-platform";
import { type Download, type FailedDeletion, readDeletion, readDownloads, readPage } from "./read-uploads";
import type { UploadsClient, UploadsClientOptions } from "./uploads-client";
import { checkDownloads, checkList, distinctKeys } from "./usage";

/** Most keys in one request for downloads or deletions. */
const MAX_KEYS = 50;

/**
 * Creates a client for what happens after uploads: confirms, lists, reads and deletes them. Any number of keys is split into requests, one after
 * the other. After a 401, `authorize` gets a new token and the request is repeated once; a request without a response, 408, 425, 429 and 5xx
 * lead to retries after growing delays.
 *
 * @throws {TypeError} for an invalid option, with the value and what to use, and outside of a mini program without the option `platform`
 * @example
 * const uploads = createUploadsClient({ serverUrl: "https://sign.example.com", authorize });
 * const { uploads: newest, cursor } = await uploads.list({ limit: 30 });
 */
export function createUploadsClient(clientOptions: UploadsClientOptions): UploadsClient {
  const {
    serverUrl,
    platform = createWechatPlatform(),
    signTimeoutMs = 20_000,
    authorizeTimeoutMs = 40_000,
  } = clientOptions;
  const given = { ...clientOptions, platform, signTimeoutMs, authorizeTimeoutMs };
  checkUploaderOptions(given);
  const retry = { maxAttempts: 3, ...clientOptions.retry };
  const options: UploaderOptions = { ...given, retry, platform: createTimedPlatform(platform) };

  /** Repeats a request while that may help: each of them can be repeated. */
  async function repeat<Result>(request: (scope: CancelScope) => Promise<Result>): Promise<Result> {
    const scope = createCancelScope();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request(scope);
      } catch (cause) {
        await platform.delay(scope, retryDelay(asUploadError(cause, "sign"), attempt, options));
      }
    }
  }

  /** Sends a request to the signing server, and reads its response. */
  function send<Result>(
    method: HttpRequest["method"],
    path: string,
    body: object | undefined,
    read: (response: HttpResponse) => Result,
  ): Promise<Result> {
    const url = serverUrl.replace(/\/*$/, path);
    const request = { method, url, ...(body && { data: JSON.stringify(body) }) };
    return repeat(async (scope) => read(await authorizedRequest(options, request, scope)));
  }

  return {
    async confirm(keys) {
      const confirmed: ConfirmedUpload[] = [];
      for (const group of inGroups(distinctKeys(keys), MAX_CONFIRMED_KEYS)) {
        confirmed.push(...(await repeat((scope) => confirmUploads(options, group, scope))));
      }
      return confirmed;
    },
    async list({ limit, cursor, ...unknown } = {}) {
      checkList({ limit, cursor, ...unknown });
      const query = [limit && `limit=${limit}`, cursor && `cursor=${encodeURIComponent(cursor)}`].filter(Boolean);
      const path = query.length === 0 ? "/uploads" : `/uploads?${query.join("&")}`;
      return send("GET", path, undefined, (response) => readPage(response, serverUrl));
    },
    async downloads(keys, downloadOptions = {}) {
      const distinct = distinctKeys(keys);
      checkDownloads(downloadOptions, distinct);
      const all: Download[] = [];
      let expiresAt = Number.POSITIVE_INFINITY;
      let expiresAtMs = Number.POSITIVE_INFINITY;
      for (const group of inGroups(distinct, MAX_KEYS)) {
        const body = { keys: group, ...downloadOptions };
        const signed = await send("POST", "/downloads", body, (response) => readDownloads(response, group, serverUrl));
        all.push(...signed.downloads);
        expiresAt = Math.min(expiresAt, signed.expiresAt);
        expiresAtMs = Math.min(expiresAtMs, platform.nowMs() + signed.expiresInSeconds * 1000);
      }
      if (all.length === 0) return { downloads: all, expiresInSeconds: 0, expiresAt: 0 };
      const expiresInSeconds = Math.max(0, Math.floor((expiresAtMs - platform.nowMs()) / 1000));
      return { downloads: all, expiresInSeconds, expiresAt };
    },
    async delete(keys) {
      const distinct = distinctKeys(keys);
      const deleted: string[] = [];
      const failed: FailedDeletion[] = [];
      for (const [index, group] of inGroups(distinct, MAX_KEYS).entries()) {
        try {
          const done = await send("POST", "/uploads/delete", { keys: group }, (response) =>
            readDeletion(response, group),
          );
          deleted.push(...done.deleted);
          failed.push(...done.failed);
        } catch (cause) {
          const { remoteCode, code } = asUploadError(cause, "sign");
          if (index === 0) throw cause;
          for (const cosKey of distinct.slice(index * MAX_KEYS)) failed.push({ cosKey, code: remoteCode ?? code });
          break;
        }
      }
      return { deleted, failed };
    },
  };
}

/** Splits keys into groups of at most `size`. */
function inGroups(keys: readonly string[], size: number): string[][] {
  const groups: string[][] = [];
  for (let start = 0; start < keys.length; start += size) groups.push(keys.slice(start, start + size));
  return groups;
}
