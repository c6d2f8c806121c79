import type { CancelSignal } from "./cancel-signal";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  /** Sent exactly so; the platform adds Host, Content-Length and what else HTTP needs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: ArrayBuffer | string;
  readonly timeoutMs: number;
}

export interface FormUpload {
  readonly url: string;
  /** The file's bytes are the form's last field, under this name. */
  readonly fileField: string;
  readonly filePath: string;
  readonly formData: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  onProgress?(progress: UploadProgress): void;
}

/** How much of an upload has been sent. Both counts include the form around the file. */
export interface UploadProgress {
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** What an HTTP server answered, whatever the status. Redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case name. Empty where the platform does not tell. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface FileInfo {
  readonly bytes: number;
  /** MD5 in hex, if the platform can compute one; always if it was asked for. */
  readonly md5Hex?: string | undefined;
}

/**
 * All that the uploader needs from where it runs. Methods reject with a {@link PlatformError} and nothing else.
 * Once the signal is cancelled they stop the work they can stop, reject with `cancelled` without waiting for it, and call no callback;
 * given a signal that is cancelled already they start nothing.
 */
export interface Platform {
  /** Gives the answer of any status; rejects only if there was none. */
  request(request: HttpRequest, signal: CancelSignal): Promise<HttpResponse>;
  /** POSTs a multipart/form-data form. Gives the answer of any status; rejects only if there was none. */
  uploadForm(upload: FormUpload, signal: CancelSignal): Promise<HttpResponse>;
  fileInfo(filePath: string, wanted: { readonly md5: boolean }, signal: CancelSignal): Promise<FileInfo>;
  /** A file's bytes: all of them, or `range`, which has to lie within the file. */
  readFile(filePath: string, signal: CancelSignal, range?: ByteRange): Promise<ArrayBuffer>;
  /** Most bytes that `readFile` takes. */
  readonly maxReadBytes: number;
  /** A smaller copy of a photo. Gives its path; rejects where the platform can't compress it. @param quality 0 to 100 */
  compressImage(filePath: string, quality: number, signal: CancelSignal): Promise<string>;
  /** Tells whether there is a network, at once or soon, and then every change. Gives a function that stops it. */
  watchNetwork(listener: (isOnline: boolean) => void): () => void;
  /** Tells when the program leaves the foreground and comes back to it, which it is in to begin with. Gives a function that stops it. */
  watchForeground(listener: (isShown: boolean) => void): () => void;
  /** Resolves after so many milliseconds. */
  delay(delayMs: number, signal: CancelSignal): Promise<void>;
  /** Milliseconds since any fixed moment, which never go back; only differences are used. */
  nowMs(): number;
  /** At least 0, less than 1. */
  random(): number;
}

export interface ByteRange {
  readonly position: number;
  readonly length: number;
}
