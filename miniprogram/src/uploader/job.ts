import type { CancelSignal } from "./cancel-signal";
import type { PreparedFile } from "./prepare-file";
import type { Signature } from "./sign-answer";
import type { UploadStage } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { LocalFile, UploaderOptions } from "./uploader-options";

/** One run of an upload, from its place in the queue to its end; a retry is another. */
export interface Job {
  readonly picked: LocalFile;
  /** The uploader's, and over them the file's own. */
  readonly options: UploaderOptions;
  /** Cancelled when the run is over, in whatever way. */
  readonly signal: CancelSignal;
  /** Shows a state of a run that is not over: a cancelled one may still have something to say. */
  show(state: UploadState): void;
  /** Whatever ends a run first ends it: what comes later finds it over. */
  end(state: EndState): void;
  step: "new" | "preparing" | "ready" | "sending";
  /** What it is at, and failed at if it fails now. */
  stage: UploadStage;
  /** Its turn has come to be sent. */
  begin?(): void;
  /** From `ready` on. */
  file?: PreparedFile;
  signature?: Signature | undefined;
  /** Bytes went out with the signature, and no answer says what became of them. */
  mayBeStored?: boolean | undefined;
  /** A batch with it was refused, perhaps because of it. */
  signsAlone?: boolean;
  /** It waits for a signature. */
  demand?: Demand | undefined;
  /** Cancels the request for signatures that it is part of. */
  cancelFlight?: (() => void) | undefined;
}

export interface Demand {
  resolve(signature: Signature): void;
  reject(error: Error): void;
}

/**
 * The signature it holds, if that will do for an attempt now. One that may have stored the object already is used to its last second:
 * only under the same key does COS tell whether it is there.
 */
export function usableSignature({ signature, mayBeStored, options }: Job): Signature | undefined {
  if (!signature) return undefined;
  const endsAtMs = mayBeStored ? signature.expiresAtMs : signature.renewAtMs;
  return options.platform.nowMs() < endsAtMs ? signature : undefined;
}
