import type { CancelSignal } from "./cancel-signal";
import { PlatformError } from "./platform-error";
import { UploadError, type UploadStage } from "./upload-error";

/** Whatever an upload ended with, as the one error that is promised. A cancelled upload is cancelled, whatever broke on the way. */
export function asUploadError(error: unknown, stage: UploadStage, signal: CancelSignal): UploadError {
  if (signal.cancelled) return new UploadError("cancelled", stage, "the upload was cancelled", { cause: error });
  if (error instanceof UploadError) return error;
  if (error instanceof PlatformError) return new UploadError(error.code, stage, error.message, { cause: error.cause });
  return new UploadError("unexpected", stage, String(error), { cause: error });
}
