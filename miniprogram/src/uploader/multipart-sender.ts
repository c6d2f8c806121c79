import type { CancelScope } from "./cancel-scope";
import type { LocalFile } from "./local-file";
import type { HttpResponse, Platform } from "./platform";
import type { UploadError, UploadStage } from "./upload-error";
import type { UploadResult } from "./upload-result";
import type { UploadState } from "./upload-state";

/*
 * What the uploader and its multipart uploads have to do with each other. The uploader imports nothing of `multipart/`: it gets the code by
 * the option `multipart`.
 */

/** Multipart uploads, made by `createMultipart()` and passed to an uploader. */
export interface Multipart {
  /** Files with more bytes are sent in parts, unless another method is chosen. */
  readonly thresholdBytes: number;
  /** Called by the uploader. */
  connect(host: MultipartHost): MultipartSender;
}

/**
 * A multipart upload that was started and not completed, on this phone, by the same user at the same server. It can be passed to `upload()`.
 *
 * @example
 * for (const unfinished of await uploader.unfinished()) {
 *   if (unfinished.isFileThere) uploader.upload(unfinished);
 * }
 */
export interface UnfinishedUpload {
  readonly id: string;
  /** Where the file was, the compressed copy if there is one. */
  readonly filePath: string;
  /** The extension of the file's type. */
  readonly extension: string;
  /** Size of the file. */
  readonly bytes: number;
  /** How many bytes COS confirmed. */
  readonly sentBytes: number;
  /** When it was started, in milliseconds of the platform's clock: for WeChat's and the browser's, since 1970. */
  readonly startedAtMs: number;
  /** Whether there is a file of that size at that path. If there is none, the user has to choose the file again. */
  readonly isFileThere: boolean;
}

/** What a multipart upload uses of its uploader. */
export interface MultipartHost {
  readonly platform: Platform;
  readonly serverUrl: string;
  /** POSTs JSON to the signing server, with the token of `authorize`. Resolves with a response of any status. */
  post(
    scope: CancelScope,
    path: string,
    body: object,
    header?: Readonly<Record<string, string>>,
  ): Promise<HttpResponse>;
  /** The token of `authorize`, if there is one. `rejectedToken` is what `authorize` gets. */
  token(scope: CancelScope, rejectedToken?: string): Promise<string | undefined>;
  /** Waits while no request can succeed, and shows the reason as the run's state. */
  waitForObstacles(run: MultipartRun, scope: CancelScope): Promise<void>;
  /** Whether no request can succeed at the moment. */
  isHindered(): boolean;
  /**
   * How long to wait before the next attempt, in milliseconds.
   *
   * @throws {UploadError} the given error if it cannot be retried or if the attempts are used up
   */
  retryDelay(error: UploadError, attempt: number): number;
  /** Classifies a response of the signing server that is not the expected one. */
  signError(response: HttpResponse): UploadError;
  /** Makes an error of a response of COS. */
  cosError(response: HttpResponse): UploadError;
}

/** What a multipart upload uses of a run of the uploader. */
export interface MultipartRun extends CancelScope {
  readonly file: LocalFile;
  /** The current stage, and the stage of the error if the run fails now. */
  stage: UploadStage;
  /** Shows a state, unless the run is over. */
  showState(state: UploadState): void;
  /** Ends the run, unless it is over. */
  fail(cause: unknown): void;
  /**
   * Set while COS may be storing the object: it is too late to cancel or pause, and the result is what COS reports. `cancel()` then only sets
   * `isCancelRequested`.
   */
  isCommitted?: boolean | undefined;
  isCancelRequested?: boolean | undefined;
  /** Removes what the upload left on COS. Called when the upload is cancelled. */
  abandon?: (() => void) | undefined;
}

/** A checked file that is sent in parts. */
export interface MultipartFile {
  readonly filePath: string;
  readonly ext: string;
  /** In bytes. */
  readonly size: number;
  /** Whether COS checks the MD5 of each part, if the platform computes it. */
  readonly checkIntegrity: boolean;
}

/** The multipart uploads of one uploader. */
export interface MultipartSender {
  /**
   * Sends a file in parts, continuing an earlier upload of the same content if there is one.
   *
   * @returns undefined if the signing server has no multipart uploads
   * @throws {UploadError}
   */
  send(run: MultipartRun, file: MultipartFile): Promise<UploadResult | undefined>;
  unfinished(): Promise<readonly UnfinishedUpload[]>;
  discard(upload: UnfinishedUpload): Promise<void>;
}
