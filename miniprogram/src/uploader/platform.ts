import type { CancelScope } from "./cancel-scope";

/** As `wx.request` takes it. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  /** Sent exactly so; the platform adds Host, Content-Length and what else HTTP needs, and `application/json` if no type is named. */
  readonly header?: Readonly<Record<string, string>>;
  readonly data?: ArrayBuffer | string;
  /** In milliseconds. */
  readonly timeout: number;
}

/** As `wx.uploadFile` takes it. */
export interface FormUpload {
  readonly url: string;
  /** The file's bytes are the form's last field, under this name. */
  readonly name: string;
  readonly filePath: string;
  readonly formData: Readonly<Record<string, string>>;
  /** In milliseconds. */
  readonly timeout: number;
}

/** How much of an upload has been sent. Both counts include the form around the file. */
export interface UploadProgress {
  readonly totalBytesSent: number;
  readonly totalBytesExpectedToSend: number;
}

/** What an HTTP server answered, whatever the status. Redirects are not followed. */
export interface HttpResponse {
  readonly statusCode: number;
  /** By lower-case name. Empty where the platform does not tell. */
  readonly header: Readonly<Record<string, string | undefined>>;
  readonly data: string;
}

export interface FileInfo {
  /** In bytes. */
  readonly size: number;
  /** MD5 in hex, if it was asked for and the platform computes one. */
  readonly digest?: string | undefined;
}

export interface FileData {
  readonly data: ArrayBuffer;
}

/** Why no request can succeed now. */
export type Obstacle = "waiting_for_network" | "waiting_for_foreground";

/**
 * All that the uploader needs from where it runs; names and units are WeChat's. Methods reject with an {@link UploadError} and nothing
 * else. Once the work is stopped they stop what they can and say no more: {@link cancellable} does both.
 */
export interface Platform {
  /** Gives the answer of any status; rejects only if there was none. */
  request(scope: CancelScope, request: HttpRequest): Promise<HttpResponse>;
  /** POSTs a multipart/form-data form. Gives the answer of any status; rejects only if there was none. */
  uploadFile(
    scope: CancelScope,
    form: FormUpload,
    onProgress: (progress: UploadProgress) => void,
  ): Promise<HttpResponse>;
  /** A file's size, and its MD5 where that is asked for. */
  getFileInfo(
    scope: CancelScope,
    file: { readonly filePath: string; readonly digestAlgorithm?: "md5" },
  ): Promise<FileInfo>;
  /** A file's bytes: all of them, or the first `length`, which is no more than there are. */
  readFile(scope: CancelScope, file: { readonly filePath: string; readonly length?: number }): Promise<FileData>;
  /** A smaller copy of the photo at `src`; rejects where the platform can't compress it. `quality` is 0 to 100. */
  compressImage(
    scope: CancelScope,
    photo: { readonly src: string; readonly quality: number },
  ): Promise<{ readonly tempFilePath: string }>;
  /**
   * Tells, at once or soon, whether there is no network, and then every change of it; and whether the program is in the background,
   * in which it is not to begin with. Gives a function that stops it.
   */
  watch(tell: (obstacle: Obstacle, isThere: boolean) => void): () => void;
  /** Resolves after so many milliseconds. */
  delay(scope: CancelScope, delayMs: number): Promise<void>;
  /**
   * Milliseconds since any fixed moment; only differences are used. People may set the phone's date: a signature then lasts too long,
   * until COS refuses it and another is asked for, or not long enough.
   */
  nowMs(): number;
  /** At least 0, less than 1. */
  random(): number;
}

/** What a login by WeChat needs. */
export interface LoginPlatform extends Pick<Platform, "request" | "delay"> {
  /** A code that tells the signing server whose phone this is, as `wx.login` gives it. It works once. `timeout` is in milliseconds. */
  loginCode(scope: CancelScope, timeout: number): Promise<string>;
}
