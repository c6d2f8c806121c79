import type { FileKind } from "./file-type";
import type { Platform } from "./platform";

/** A file to upload. What `wx.chooseMedia` gives fits with `filePath: tempFilePath`. */
export interface LocalFile {
  readonly filePath: string;
  /**
   * The extension of the file's own name, `pdf`, if the path does not have it: `nameExtension()` gives it. It chooses among the types that
   * the file's bytes can be; a photo or video with a name of another type is what its bytes are.
   */
  readonly extension?: string;
}

/**
 * How bytes are sent.
 *
 * - `post` as a form: WeChat streams the file from storage and tells real progress
 * - `put` read into memory: at most 100 MB, no progress; the only one whose bytes COS checks against an MD5
 * - `auto` PUT if `checkIntegrity` is asked for and the file has at most 20 MiB, form otherwise
 */
export type UploadMethod = "auto" | "put" | "post";

/** How photos are made smaller. Photos that did not become smaller, or that the phone can't compress, are sent as they are. */
export interface CompressOptions {
  /** 0 (smallest) to 100 (best). @default 80 */
  readonly quality?: number;
  /** Photos with fewer bytes are left alone. @default 204800 (200 KiB) */
  readonly minBytes?: number;
}

/** How one file is uploaded. */
export interface UploadOptions {
  /** @default "auto" */
  readonly method?: UploadMethod;
  /**
   * Have COS check the bytes against their MD5. With `put` always; with `auto` up to 20 MiB; forms can't.
   * @default false
   */
  readonly checkIntegrity?: boolean;
  /**
   * Compress JPEG, HEIC and BMP photos first, by `wx.compressImage`. iPhones compress JPEG only; GIF, PNG and WebP are left alone,
   * as they may be animated or transparent.
   * @default false
   */
  readonly compress?: boolean | CompressOptions;
  /**
   * How long the file may take from the moment its turn comes until its end, waits and retries included; then it fails with `timeout`.
   * @default no limit
   */
  readonly fileTimeoutMs?: number;
}

/** When and how often a failed attempt is repeated: only after no answer, 408, 425, 429 and 5xx. */
export interface RetryOptions {
  /** Attempts in all; 1 means no retry. Waits for the network or the foreground are not counted. @default 5 */
  readonly maxAttempts?: number;
  /** The delay before attempt n+1 is random, up to `baseDelayMs · 2^(n−1)`. @default 1000 */
  readonly baseDelayMs?: number;
  /** Longest delay. A server's Retry-After is honoured up to two minutes all the same. @default 30000 */
  readonly maxDelayMs?: number;
}

/** Most bytes, for all files or by kind: `{ photo: 20 * 1024 ** 2 }` leaves videos to the signing server. */
export type MaxBytes = number | Readonly<Partial<Record<FileKind, number>>>;

/**
 * Gives a token for the signing server: of a back end of your own (its `AUTH=jwt`), or by `createWechatLogin()` (`AUTH=wechat`). Asked
 * before each request for signatures, so it keeps the token, and once more when the server answers 401. Requests at the same time ask
 * each for itself.
 *
 * @param refusedToken undefined at first; after a 401 the token that the server refused, so that what is kept of it can be dropped,
 * or `""` if it was sent none
 * @returns `undefined` to do without
 */
export type Authorize = (refusedToken?: string) => Promise<string | undefined>;

export interface UploaderOptions extends UploadOptions {
  /** The signing server, `https://sign.example.com`; a path is kept. */
  readonly serverUrl: string;
  readonly platform: Platform;
  /** @default requests without a token */
  readonly authorize?: Authorize;
  /** Most files on their way at a time, 1 to 10: WeChat runs no more requests. @default 3 */
  readonly concurrency?: number;
  readonly retry?: RetryOptions;
  /** Checked before anything is asked. By default the signing server's limits stand alone. */
  readonly maxBytes?: MaxBytes;
  /** Kinds and extensions that may be uploaded: `["photo", "mp4"]`. By default what the signing server allows. */
  readonly accept?: readonly (FileKind | string)[];
  /** How long the signing server may take to respond, and how long a login code may take. @default 10000 */
  readonly signTimeoutMs?: number;
  /**
   * How long one call of `authorize` may take. Raise it where `authorize` shows the person a login.
   * @default 4 * signTimeoutMs, which is what `createWechatLogin()` takes at most
   */
  readonly authorizeTimeoutMs?: number;
  /** How long one attempt to send the whole file may take. @default 600000 (10 minutes) */
  readonly uploadTimeoutMs?: number;
  /**
   * How long an upload may send no further byte before the attempt is aborted and repeated. Where the phone reports no progress, as
   * with PUT and before a form's first report, the file has the time on top that it needs at 20 KB/s.
   * @default 60000
   */
  readonly stallTimeoutMs?: number;
  /** How long the phone may take for one step of its own: to read a file, to compute its MD5, to compress it. @default 30000 */
  readonly fileCallTimeoutMs?: number;
}

export interface UploadResult {
  /** Where the object is. In a private bucket, reading it takes a signature. */
  readonly objectUrl: string;
  /** Its key in the bucket, to be kept by your server. */
  readonly objectKey: string;
  readonly contentType: string;
  /** Bytes stored: after compression, if there was any. */
  readonly bytes: number;
  /** How it was sent. Only `put` with `checkIntegrity` was checked against its MD5. */
  readonly method: "put" | "post";
  /** Entity tag without quotes, if the platform shows the answer's headers; undefined if the first answer was lost. */
  readonly etag?: string | undefined;
  /** The `x-cos-request-id` of COS's last answer, likewise if it is shown. */
  readonly requestId?: string | undefined;
}
