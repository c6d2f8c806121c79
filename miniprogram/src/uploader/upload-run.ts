import type { MultipartRun } from "./multipart-sender";
import type { PreparedFile } from "./prepare-file";
import type { Signature } from "./signature";
import type { UploaderOptions } from "./uploader-options";

/** One run of an upload, from its place in the queue to its end or its pause. A retry is another run, and so is what follows a pause. */
export interface UploadRun extends MultipartRun {
  /** The uploader's options, with the file's own over them. */
  readonly options: UploaderOptions;
  /** Set once the file is checked. */
  prepared?: PreparedFile | undefined;
  signature?: Signature | undefined;
  /** The request for signatures that this run is part of. */
  pendingRequest?: Promise<void> | undefined;
}

/**
 * The run's signature, if an attempt may start with it now. A signature that may have stored the object is used to its last second,
 * because COS can report only for the same key that the object exists.
 */
export function usableSignature({ signature, options }: UploadRun): Signature | undefined {
  if (signature === undefined) return undefined;
  const untilMs = signature.mayBeStored ? signature.expiresAtMs : signature.freshUntilMs;
  return options.platform.nowMs() < untilMs ? signature : undefined;
}
