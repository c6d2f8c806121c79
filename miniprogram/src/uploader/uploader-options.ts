import type { FileKind } from "./file-type";
import type { Multipart } from "./multipart-sender";
import type { Platform } from "./platform";

/**
 * How the bytes are sent.
 *
 * - `post` as a form: WeChat streams the file from storage and reports real progress
 * - `put` from memory: at most 100 MB, without progress. The only method for which COS can check an MD5
 * - `multipart` in parts, each a request of its own: an interruption costs one part, and the upload can be paused and resumed. It needs
 *   the option `multipart`
 * - `auto` multipart above `thresholdBytes` if the option `multipart` is given; else PUT if `checkIntegrity` is set and the file has at
 *   most 20 MiB; otherwise a form
 */
export type UploadMethod = "auto" | "put" | "post" | "multipart";

/** How photos are compressed. A photo that does not get smaller, or that the phone cannot compress, is sent as it is. */
export interface CompressOptions {
  /** 0 (smallest) to 100 (best). @default 80 */
  readonly quality?: number;
  /** Photos with fewer bytes are not compressed. @default 204800 (200 KiB) */
  readonly minBytes?: number;
}

/** How one file is uploaded. */
export interface UploadOptions {
  /** @default "auto" */
  readonly method?: UploadMethod;
  /**
   * Have COS check the bytes against their MD5: always with `put`, up to 20 MiB with `auto`, never with `post`. With `multipart`, COS checks
   * the MD5 of each part if the platform computes one, as browsers do and WeChat does not. The CRC-64 of a multipart upload is always checked.
   * @default false
   */
  readonly checkIntegrity?: boolean;
  /**
   * Compress JPEG, HEIC and BMP photos with `wx.compressImage` first. iPhones compress JPEG only. GIF, PNG and WebP are not compressed,
   * because they may be animated or transparent.
   * @default false
   */
  readonly compress?: boolean | CompressOptions;
  /**
   * Confirm each upload at the signing server, which gets from COS what is stored: the result then has a `proof` for your own back end. The upload
   * waits for it at most 15 seconds, and is done without it after that. Files that end at about the same time share a request.
   * @default false
   */
  readonly confirm?: boolean;
  /**
   * Time limit of a file, in milliseconds, from its turn to be sent until COS has stored it. Waits and retries count. After it the upload fails
   * with `timeout`.
   * @default no limit
   */
  readonly fileTimeoutMs?: number;
}

/** When and how often a failed attempt is repeated. Only a missing response, 408, 425, 429 and 5xx lead to a retry. */
export interface RetryOptions {
  /**
   * Attempts in total; 1 means no retry. Waits for the network or the foreground do not count. In a multipart upload, each part that
   * arrives starts the count again.
   * @default 5, and 10 for multipart uploads
   */
  readonly maxAttempts?: number;
  /** The delay before attempt n+1 is random, up to `baseDelayMs · 2^(n−1)` milliseconds. @default 1000 */
  readonly baseDelayMs?: number;
  /** Longest random delay, in milliseconds. A server's Retry-After may be longer, up to two minutes. @default 30000 */
  readonly maxDelayMs?: number;
}

/** Most bytes of a file, for all files or by kind. `{ photo: 20 * 1024 ** 2 }` leaves videos to the signing server. */
export type MaxBytes = number | Readonly<Partial<Record<FileKind, number>>>;

/**
 * Gets a token for the signing server: from a back end of your own (the server's `AUTH=jwt`), or by `createWechatLogin()`
 * (`AUTH=wechat`). The uploader calls it before each request for signatures, so it should keep the token. After a 401 the uploader
 * calls it once more. Requests at the same time call it separately.
 *
 * @param rejectedToken undefined at first. After a 401, the token that the server rejected, or `""` if the request had none
 * @returns `undefined` to send the request without a token
 * @example
 * const authorize: Authorize = async (rejectedToken) => (rejectedToken ? await account.renew() : account.token);
 */
export type Authorize = (rejectedToken?: string) => Promise<string | undefined>;

/** The options of an uploader, and the defaults for each file. */
export interface UploaderOptions extends UploadOptions {
  /** The signing server, such as `https://sign.example.com`. The URL may have a path. */
  readonly serverUrl: string;
  readonly platform: Platform;
  /** @default requests without a token */
  readonly authorize?: Authorize;
  /** Most files that are sent at a time, 1 to 10: WeChat runs no more than 10 requests. @default 3 */
  readonly concurrency?: number;
  readonly retry?: RetryOptions;
  /** Sends large files in parts: `createMultipart()`. @default none, and nothing of its code is in the bundle */
  readonly multipart?: Multipart;
  /** Validated before any request is sent. By default only the signing server's limits apply. */
  readonly maxBytes?: MaxBytes;
  /** Kinds and extensions that may be uploaded: `["photo", "mp4"]`. By default the signing server decides. */
  readonly accept?: readonly (FileKind | string)[];
  /** How long the signing server may take to respond, in milliseconds. @default 10000 */
  readonly signTimeoutMs?: number;
  /**
   * How long one call of `authorize` may take, in milliseconds. Raise it if `authorize` shows a login page.
   * @default 4 * signTimeoutMs, as long as `createWechatLogin()` takes at most
   */
  readonly authorizeTimeoutMs?: number;
  /** How long one attempt to send the whole file may take, in milliseconds. @default 600000 (10 minutes) */
  readonly uploadTimeoutMs?: number;
  /**
   * How long an attempt may go without sending another byte, in milliseconds, before it is aborted and repeated. While the phone reports
   * no progress, as with PUT and before a form's first report, the file also has the time that it needs at 20 KB/s.
   * @default 60000
   */
  readonly stallTimeoutMs?: number;
  /** How long the phone may take to read a file, compute its MD5 or compress it, in milliseconds. @default 30000 */
  readonly fileCallTimeoutMs?: number;
}
