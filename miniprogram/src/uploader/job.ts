import type { Work } from "./cancellable";
import type { PreparedFile } from "./prepare-file";
import type { Signature } from "./sign-answer";
import type { Flight } from "./signer";
import type { UploadStage } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { LocalFile, UploaderOptions } from "./uploader-options";

/** One run of an upload, from its place in the queue to its end; a retry is another. */
export interface Job extends Work {
  readonly picked: LocalFile;
  /** The uploader's, and over them the file's own. */
  readonly options: UploaderOptions;
  /** Shows a state of a run that is not over: a stopped one may still have something to say. */
  show(state: UploadState): void;
  /** Whatever ends a run first ends it: what comes later finds it over. */
  end(state: EndState): void;
  /** What it is at, and failed at if it fails now. */
  stage: UploadStage;
  /** Once it is found fit to be sent. */
  file?: PreparedFile | undefined;
  signature?: Signature | undefined;
  /** Bytes went out with the signature, and no answer says what became of them. */
  mayBeStored?: boolean | undefined;
  /** The request for signatures that it was last part of. */
  flight: Flight;
}

/**
 * The signature it holds, if that will do for an attempt now. One that may have stored the object already is used to its last second:
 * only under the same key does COS tell whether it is there.
 */
export const usableSignature = ({ signature, mayBeStored, options }: Job): Signature | undefined =>
  signature && options.platform.nowMs() < signature.expiresAtMs - (mayBeStored ? 0 : signature.spareMs)
    ? signature
    : undefined;
