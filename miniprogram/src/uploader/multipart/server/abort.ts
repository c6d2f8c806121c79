import { createCancelScope } from "../../cancel-scope";
import type { MultipartHost } from "../../multipart-sender";
import { UploadError } from "../../upload-error";
import type { SavedUpload } from "../saved/saved-upload";

const MAX_ATTEMPTS = 5;

/** Statuses of an upload that is not there to be aborted: it is unknown, gone, or another user's. */
const NOTHING_TO_ABORT: readonly number[] = [403, 404, 410];

/**
 * Aborts an upload on COS, which removes its parts. Retries a few times. No run has to be open.
 *
 * @throws {UploadError} if it could not be aborted
 */
export async function abortUpload(host: MultipartHost, { uploadToken }: SavedUpload): Promise<void> {
  const scope = createCancelScope();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await host.post(scope, "/multipart/abort", { uploadToken });
      if (response.statusCode < 300 || NOTHING_TO_ABORT.includes(response.statusCode)) return;
      throw host.signError(response);
    } catch (error) {
      if (!(error instanceof UploadError) || attempt === MAX_ATTEMPTS) throw error;
      await host.platform.delay(scope, host.retryDelay(error, attempt));
    }
  }
}
