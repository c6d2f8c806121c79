import type { Work } from "./cancellable";
import type { PreparedFile } from "./prepare-file";
import type { Signature } from "./sign-answer";
import type { UploadStage } from "./upload-error";
import type { UploadState } from "./upload-state";
import type { LocalFile, UploaderOptions } from "./uploader-options";

/**
 * One run of an upload, from its place in the queue to its end; a retry is another. It has the uploader's options, and over them the
 * file's own.
 */
export interface Job extends Work, UploaderOptions {
  readonly picked: LocalFile;
  /** Shows a state of a run that is not over: a stopped one may still have something to say. */
  show(state: UploadState): void;
  /** Ends it, unless something did before. */
  fail(cause: unknown): void;
  /** What it is at, and failed at if it fails now. */
  stage: UploadStage;
  /** Once it is found fit to be sent. */
  file?: PreparedFile | undefined;
  signature?: Signature | undefined;
  /** The request for signatures that it is part of. */
  flight?: Promise<void> | undefined;
}

/**
 * The signature it holds, if that will do for an attempt now. One that may have stored the object already is used to its last second:
 * only under the same key does COS tell whether it is there.
 */
export const usableSignature = ({ signature, platform }: Job): Signature | undefined =>
  signature && platform.nowMs() < (signature.mayBeStored ? signature.expiresAtMs : signature.freshUntilMs)
    ? signature
    : undefined;
