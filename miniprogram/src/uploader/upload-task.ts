import type { UploadState } from "./upload-state";
import type { LocalFile, UploadOptions, UploadResult } from "./uploader-options";

/** What a task tells, by name. */
export interface UploadTaskEvents {
  /** Every new state, progress included. */
  readonly change: UploadState;
}

/** One file's upload, from the queue to its end. */
export interface UploadTask {
  /** Unique within its uploader, counted from 1 in the order of the queue. */
  readonly id: number;
  readonly file: LocalFile;
  readonly state: UploadState;
  /**
   * Resolves when done; rejects with an {@link UploadError} and nothing else when failed or cancelled (`code: "cancelled"`).
   * After `retry()` it is another promise. Left unread it is no unhandled rejection: `state` tells the same.
   */
  readonly result: Promise<UploadResult>;
  /** Breaks the upload off, whatever it is at. Does nothing once it is over. */
  cancel(): void;
  /**
   * Begins a failed or cancelled upload anew, at the end of the queue. An earlier attempt whose answer was lost is taken up with
   * its own signature while that lives, so that no second object comes of it.
   *
   * @throws {TypeError} for an upload that is under way or done
   */
  retry(): void;
  /** Calls `listener` with every event of that name. Gives a function that stops it. */
  on<Name extends keyof UploadTaskEvents>(name: Name, listener: (event: UploadTaskEvents[Name]) => void): () => void;
}

/** What an uploader tells, by name. */
export interface UploaderEvents {
  /** A task of it has a new state. */
  readonly change: UploadTask;
}

export interface Uploader {
  /**
   * Queues a file. Files are sent in the order in which they were queued.
   *
   * @throws {TypeError} for an argument that can't be meant so
   */
  upload(file: LocalFile, options?: UploadOptions): UploadTask;
  /** Queues files, in order. Their signatures are asked for together. */
  uploadAll(files: readonly LocalFile[], options?: UploadOptions): UploadTask[];
  /** Cancels every upload that is not over: also for a page's `onUnload`. */
  cancelAll(): void;
  /** Calls `listener` with every event of that name. Gives a function that stops it. */
  on<Name extends keyof UploaderEvents>(name: Name, listener: (event: UploaderEvents[Name]) => void): () => void;
}
