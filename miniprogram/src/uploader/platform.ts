import type { CancelSignal } from "./cancel-signal";

export interface HttpRequest {
  readonly method: "GET" | "PUT";
  readonly url: string;
  /** Sent exactly so; the platform adds Host, Content-Length and what else HTTP needs. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: ArrayBuffer;
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
  /** MD5 in lower-case hex, if it was asked for and the platform can compute one. */
  readonly md5Hex?: string;
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
  /** The whole file in memory. */
  readFile(filePath: string, signal: CancelSignal): Promise<ArrayBuffer>;
  /** Most bytes that `readFile` takes. */
  readonly maxReadBytes: number;
  /** Milliseconds since any fixed moment; only differences are used. */
  nowMs(): number;
}
