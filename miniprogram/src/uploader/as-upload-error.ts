import { describe } from "./platform-values";
import { UploadError, type UploadErrorCode, type UploadStage } from "./upload-error";

/** Makes any failure an UploadError, and sets the stage in which it happened. */
export function asUploadError(
  error: unknown,
  stage: UploadStage,
  otherwise: UploadErrorCode = "unexpected",
): UploadError {
  const known = error instanceof UploadError ? error : new UploadError(otherwise, describe(error), { cause: error });
  known.stage = stage;
  return known;
}
