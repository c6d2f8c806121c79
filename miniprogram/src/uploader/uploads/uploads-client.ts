import type { ConfirmedUpload } from "../confirm-uploads";
import type { Platform } from "../platform";
import type { RetryOptions, UploaderOptions } from "../uploader-options";
import type { Deletion, Downloads, UploadsPage } from "./read-uploads";

/** The options of a client of stored uploads. Those that an uploader has too mean the same. */
export interface UploadsClientOptions extends Pick<UploaderOptions, "serverUrl" | "authorize"> {
  /** @default WeChat's own */
  readonly platform?: Platform;
  /** How long the signing server may take to respond, in milliseconds: it calls COS in the meantime. @default 20000 */
  readonly signTimeoutMs?: number;
  /** How long one call of `authorize` may take, in milliseconds. @default 40000 */
  readonly authorizeTimeoutMs?: number;
  /** When and how often a failed request is repeated. @default { maxAttempts: 3, baseDelayMs: 1000, maxDelayMs: 30000 } */
  readonly retry?: RetryOptions;
}

/** Which page to list. */
export interface ListOptions {
  /** Most uploads on the page, 1 to 100. @default 30 */
  readonly limit?: number | undefined;
  /** The cursor of the page before. @default the first page */
  readonly cursor?: string | undefined;
}

/** How to read objects. */
export interface DownloadOptions {
  /** Browsers save the object under this name instead of showing it. Only for one key. */
  readonly filename?: string | undefined;
  /** Width of the thumbnails in pixels, 1 to 2000. Smaller images keep their size. @default 300 */
  readonly thumbnailWidth?: number | undefined;
}

/**
 * What a user can do with stored uploads: {@link createUploadsClient}.
 *
 * Every method rejects with an `UploadError` of the stage `sign`: `remoteCode` is the server's code, such as `not_your_key`, `login_required`
 * or `service_keys_missing`. It rejects with a `TypeError` for an invalid argument. A repeated key counts once. Without keys there is no request.
 */
export interface UploadsClient {
  /** What COS has of objects, with proofs for your own back end. In the order of the keys. */
  confirm(keys: readonly string[]): Promise<readonly ConfirmedUpload[]>;
  /** One page of the user's own uploads, newest first. */
  list(options?: ListOptions): Promise<UploadsPage>;
  /** Signed URLs that read objects. The times are those of the URL that expires first. */
  downloads(keys: readonly string[], options?: DownloadOptions): Promise<Downloads>;
  /**
   * Deletes objects. If a request fails after others have deleted objects, it resolves: that request's keys and those after them are in
   * `failed` with its code. It rejects if the first request fails.
   */
  delete(keys: readonly string[]): Promise<Deletion>;
}
