import type { UploadState } from "./upload-state";
import type { LocalFile, UploadOptions, UploadResult } from "./uploader-options";

/** The events of a task, by name. */
export interface UploadTaskEvents {
  /** The task has a new state, or new progress. */
  readonly change: UploadState;
}

/**
 * One file's upload, from the queue to its end.
 *
 * @example
 * const task = uploader.upload({ filePath: tempFilePath });
 * task.on("change", ({ name }) => console.log(name));
 * const { objectKey } = await task.result;
 */
export interface UploadTask {
  /** Unique within its uploader. Ids count from 1, in the order of the queue. */
  readonly id: number;
  readonly file: LocalFile;
  readonly state: UploadState;
  /**
   * Resolves when the upload is done. Rejects with an {@link UploadError}, and nothing else, when it fails or is cancelled
   * (`code: "cancelled"`). `retry()` replaces it with a new promise. Code may ignore it, because `state` has the same information: it
   * never causes an unhandled rejection.
   */
  readonly result: Promise<UploadResult>;
  /** Cancels the upload at any point. Does nothing once it is over. */
  cancel(): void;
  /** Pauses an upload that is not over: stops its requests. A form or PUT starts from its first byte on `resume()`. */
  pause(): void;
  /** Continues a paused upload. Does nothing unless it is paused. */
  resume(): void;
  /**
   * Starts a failed or cancelled upload again, at the end of the queue. If the response to an earlier attempt was lost, the retry uses
   * the same signature while it is valid, which prevents a second object.
   *
   * @throws {TypeError} if the upload is under way or done
   */
  retry(): void;
  /** Adds a listener for events of that name, and returns a function that removes it. */
  on<Name extends keyof UploadTaskEvents>(name: Name, listener: (event: UploadTaskEvents[Name]) => void): () => void;
}

/** An upload that an earlier life of the app has begun. To continue it, upload its file. */
export interface UnfinishedUpload {
  readonly id: string;
  readonly filePath: string;
  readonly extension: string;
  readonly bytes: number;
  readonly sentBytes: number;
  readonly startedAtMs: number;
  /** Whether the file is still at `filePath`, with that size. */
  readonly isFileThere: boolean;
}

/** The events of an uploader, by name. */
export interface UploaderEvents {
  /** One of its tasks has a new state, or new progress. */
  readonly change: UploadTask;
}

/**
 * Uploads files straight to COS: {@link createUploader}.
 *
 * @example
 * const tasks = uploader.uploadAll(tempFiles.map(({ tempFilePath }) => ({ filePath: tempFilePath })));
 * const results = await Promise.all(tasks.map(({ result }) => result));
 */
export interface Uploader {
  /**
   * Queues a file. Files are sent in the order in which they were queued.
   *
   * @throws {TypeError} for an invalid argument, with the value and what to use
   */
  upload(file: LocalFile, options?: UploadOptions): UploadTask;
  /**
   * Queues files, in order. One request signs several of them.
   *
   * @throws {TypeError} for an invalid argument, with the value and what to use. No file is queued then
   */
  uploadAll(files: readonly LocalFile[], options?: UploadOptions): UploadTask[];
  /** The saved uploads of this server, bucket and owner. None without `multipart`. */
  unfinished(): Promise<readonly UnfinishedUpload[]>;
  /** Aborts a saved upload on COS and forgets it. */
  discard(upload: UnfinishedUpload): Promise<void>;
  /** Cancels every upload that is not over. Call it in a page's `onUnload`. */
  cancelAll(): void;
  /** Adds a listener for events of that name, and returns a function that removes it. */
  on<Name extends keyof UploaderEvents>(name: Name, listener: (event: UploaderEvents[Name]) => void): () => void;
}
