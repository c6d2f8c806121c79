import type { LocalFile } from "./local-file";
import type { UnfinishedUpload } from "./multipart-sender";
import type { UploadResult } from "./upload-result";
import type { UploadState } from "./upload-state";
import type { UploadOptions } from "./uploader-options";

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
  /**
   * Cancels the upload at any point. Does nothing once it is over. A multipart upload is aborted on COS, unless it is being completed: then
   * the result is what COS reports. An upload that is being confirmed is cancelled, and its object stays in the bucket.
   */
  cancel(): void;
  /**
   * Stops an upload that is not over, until `resume()`. Running requests are aborted. A multipart upload keeps the parts that COS confirmed;
   * a form or a PUT starts from its first byte later. Does nothing while a multipart upload is being completed or another one is being confirmed.
   */
  pause(): void;
  /** Continues a paused upload, at the end of the queue. Does nothing unless it is paused. */
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
  /** Cancels every upload that is not over. Call it in a page's `onUnload`. */
  cancelAll(): void;
  /**
   * Confirms uploads again that are done and not confirmed, because the network or the server was not there. Each task gets a new `result` and
   * a new state: `done` with the proof, or `failed` if COS does not have the object. After a restart of the app, when there are no tasks, confirm
   * the object keys by `createUploadsClient()`.
   *
   * @param tasks others are left out. @default all of this uploader
   * @returns those that are still not confirmed
   */
  retryConfirm(tasks?: readonly UploadTask[]): Promise<readonly UploadTask[]>;
  /**
   * The multipart uploads that were interrupted and can be continued, the latest first: those of the same user, server and bucket, which no
   * uploader is sending now. Empty without the option `multipart`. To continue one, pass its file to `upload()`.
   *
   * @throws {UploadError} `login_failed` if `authorize` fails
   */
  unfinished(): Promise<readonly UnfinishedUpload[]>;
  /**
   * Aborts an unfinished upload on COS, and forgets it. Does nothing if it is being continued or is not there any more.
   *
   * @throws {UploadError} if it could not be aborted after a few attempts. It is then kept
   */
  discard(upload: UnfinishedUpload): Promise<void>;
  /** Adds a listener for events of that name, and returns a function that removes it. */
  on<Name extends keyof UploaderEvents>(name: Name, listener: (event: UploaderEvents[Name]) => void): () => void;
}
