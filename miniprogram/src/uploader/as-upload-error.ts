import { PlatformError } from "./platform-error";
import { UploadError, type UploadStage } from "./upload-error";

/** Whatever a step of an upload ended with, as the one error that is promised. */
export function asUploadError(error: unknown, stage: UploadStage): UploadError {
  if (error instanceof UploadError) return error;
  const { code, message, cause } =
    error instanceof PlatformError ? error : ({ code: "unexpected", message: String(error), cause: error } as const);
  return new UploadError(code, stage, message, { cause });
}
