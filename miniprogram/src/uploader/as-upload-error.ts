import { PlatformError } from "./platform-error";
import { UploadError, type UploadStage } from "./upload-error";

/** Whatever a step of an upload ended with, as the one error that is promised. */
export function asUploadError(error: unknown, stage: UploadStage): UploadError {
  if (error instanceof UploadError) return error;
  if (error instanceof PlatformError) return new UploadError(error.code, stage, error.message, { cause: error.cause });
  return new UploadError("unexpected", stage, String(error), { cause: error });
}
