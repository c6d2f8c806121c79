import { asUploadError } from "./as-upload-error";
import { createCancellation } from "./cancel-signal";
import { throwIfCancelled } from "./cancellable";
import type { Platform } from "./platform";
import { isHttpUrl } from "./sign-answer";
import { createSignClient } from "./sign-client";
import type { UploadStage } from "./upload-error";
import { uploadFile } from "./upload-file";
import type { LocalFile, UploadOptions, UploadResult } from "./upload-options";

export interface UploaderOptions {
  /** The signing server, `https://sign.example.com`; a path is kept. */
  readonly serverUrl: string;
  readonly platform: Platform;
  /** Most bytes a file may have. By default what the signing server allows. */
  readonly maxBytes?: number;
  /** How long the signing server may take. @default 10000 */
  readonly signTimeoutMs?: number;
  /** How long COS may take to receive the whole file. @default 600000 (10 minutes) */
  readonly uploadTimeoutMs?: number;
}

export interface UploadTask {
  /** Rejects with an {@link UploadError} and nothing else. */
  readonly result: Promise<UploadResult>;
  /** Breaks the upload off: `result` rejects with `cancelled`, unless it is settled already. */
  cancel(): void;
}

export interface Uploader {
  /** Begins at once. One signature, one object: an upload begun anew gets a new object key. */
  upload(file: LocalFile, options: UploadOptions): UploadTask;
}

/**
 * An uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {TypeError} for a `serverUrl` that is no http(s) URL
 */
export function createUploader(options: UploaderOptions): Uploader {
  const { platform, maxBytes = Number.POSITIVE_INFINITY, signTimeoutMs = 10_000, uploadTimeoutMs = 600_000 } = options;
  if (!isHttpUrl(options.serverUrl)) throw new TypeError(`serverUrl is no http(s) URL: ${options.serverUrl}`);
  const serverUrl = options.serverUrl.replace(/\/+$/, "");
  const signClient = createSignClient({ platform, serverUrl, timeoutMs: signTimeoutMs });
  return {
    upload(file, uploadOptions) {
      const { signal, cancel } = createCancellation();
      let stage: UploadStage = "check";
      const enter = (next: UploadStage) => {
        throwIfCancelled(signal);
        stage = next;
        uploadOptions.onStage?.(next);
      };
      const dependencies = { platform, signClient, maxBytes, uploadTimeoutMs, enter };
      const run = async () => {
        try {
          const stored = await uploadFile(file, uploadOptions, dependencies, signal);
          throwIfCancelled(signal);
          return stored;
        } catch (error) {
          throw asUploadError(error, stage, signal);
        }
      };
      // Not before the caller has the task: it may cancel at once, and hears of the first stage afterwards.
      const result = Promise.resolve().then(run);
      return { result, cancel };
    },
  };
}
