import type { CancelScope } from "./cancel-scope";

/** The options of `wx.request` that the uploader sets. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  /**
   * Sent exactly as given. The platform adds Host, Content-Length and the other headers that HTTP requires, and the Content-Type
   * `application/json` if none is given.
   */
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: ArrayBuffer | string;
  /** In milliseconds. */
  readonly timeout: number;
}

/** The options of `wx.uploadFile` that the uploader sets. */
export interface FormUpload {
  readonly url: string;
  /** The name of the form's last field, which holds the file's bytes. */
  readonly name: string;
  readonly filePath: string;
  readonly formData: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly timeout: number;
}

/** How many bytes of an upload have been sent, and how many there are. Both include the form around the file. */
export interface UploadProgress {
  readonly totalBytesSent: number;
  readonly totalBytesExpectedToSend: number;
}

/** An HTTP response of any status. Redirects are not followed. */
export interface HttpResponse {
  readonly statusCode: number;
  /** By lower-case name. Empty if the platform does not expose headers. */
  readonly header: Readonly<Record<string, string | undefined>>;
  readonly data: string;
}

/** The result of `getFileInfo`. */
export interface FileInfo {
  /** In bytes. */
  readonly size: number;
  /** MD5 in hex, if it was requested and the platform computes one. */
  readonly digest?: string | undefined;
}

/** A file, or a part of it. In bytes. */
export interface FileRange {
  readonly filePath: string;
  readonly position?: number;
  readonly length?: number;
}

/** The result of `readFile`. */
export interface FileData {
  readonly data: ArrayBuffer;
}

/** Why no request can succeed at the moment. */
export type Obstacle = "waiting_for_network" | "waiting_for_foreground";

/** Why to send fewer parts at a time. */
export type Pressure = "weak_network" | "memory_warning";

/** Texts by key. A call may fail or never call back, and what it returns is validated. */
export interface PlatformStorage {
  /** The text; undefined if there is none. */
  get(scope: CancelScope, key: string): Promise<string | undefined>;
  set(scope: CancelScope, key: string, text: string): Promise<void>;
  remove(scope: CancelScope, key: string): Promise<void>;
}

/**
 * The port through which the uploader uses the phone. Names and units are WeChat's. Methods reject only with an {@link UploadError}.
 * When the scope is closed, they abort the call if they can and stay pending: {@link cancellable} does both.
 *
 * @example
 * // WeChat's platform with fixed retry delays, for a test.
 * const platform: Platform = { ...createWechatPlatform(), random: () => 0.5 };
 */
export interface Platform {
  /** Resolves with a response of any status. Rejects only if there was no response. */
  request(scope: CancelScope, request: HttpRequest): Promise<HttpResponse>;
  /** POSTs a multipart/form-data form. Resolves with a response of any status. Rejects only if there was no response. */
  uploadFile(
    scope: CancelScope,
    form: FormUpload,
    onProgress: (progress: UploadProgress) => void,
  ): Promise<HttpResponse>;
  /** Gets a file's size, and its MD5 if `digestAlgorithm` is set. */
  getFileInfo(
    scope: CancelScope,
    file: { readonly filePath: string; readonly digestAlgorithm?: "md5" },
  ): Promise<FileInfo>;
  /**
   * Reads a file: all of it, the first `length` bytes, or `length` bytes from `position`. The range never exceeds the size that
   * `getFileInfo` returned, but the file may have become shorter. The buffer belongs to the caller.
   */
  readFile(scope: CancelScope, file: FileRange): Promise<FileData>;
  /** Makes a smaller copy of the photo at `src`. Rejects if the platform cannot compress it. `quality` is 0 to 100. */
  compressImage(
    scope: CancelScope,
    photo: { readonly src: string; readonly quality: number },
  ): Promise<{ readonly tempFilePath: string }>;
  /**
   * Calls `report` soon with whether the network is missing, and then on every change. It also reports when the program goes to the
   * background or returns; the program starts in the foreground. Returns a function that stops watching.
   */
  watch(report: (obstacle: Obstacle, isThere: boolean) => void): () => void;
  /** The MD5 of bytes, in hex. Missing if the platform computes none, as WeChat's. */
  md5?(bytes: ArrayBuffer): string;
  /** Keeps texts after the program has ended. Without it, uploads cannot be continued later. */
  readonly storage?: PlatformStorage | undefined;
  /** Calls `report` whenever the network is weak or memory is short. Returns a function that stops watching. */
  watchPressure?(report: (pressure: Pressure) => void): () => void;
  /** Resolves after a number of milliseconds. */
  delay(scope: CancelScope, delayMs: number): Promise<void>;
  /**
   * Milliseconds since some fixed moment, the same in each start of the program; the uploader uses only differences. If the phone's clock is changed during an upload, the
   * uploader either keeps a signature for too long, until COS rejects it and a new one is requested, or replaces it too early.
   */
  nowMs(): number;
  /** A random number, at least 0 and less than 1. */
  random(): number;
}

/** The part of the port that a WeChat login uses. */
export interface LoginPlatform extends Pick<Platform, "request" | "delay"> {
  /** Gets a code of `wx.login`, from which the signing server learns who the user is. It works once. `timeout` is in milliseconds. */
  loginCode(scope: CancelScope, timeout: number): Promise<string>;
}
