import { asUploadError } from "./as-upload-error";
import { type CancelScope, cancellable, closeScope, createCancelScope } from "./cancel-scope";
import { type ConfirmedUpload, confirmUploads, MAX_CONFIRMED_KEYS } from "./confirm-uploads";
import { retryDelay } from "./retry-delay";
import { withTimeLimit } from "./time-limit";
import { UploadError } from "./upload-error";
import type { UploadResult } from "./upload-result";
import type { UploaderOptions } from "./uploader-options";

/** How long an upload that is stored waits for its confirmation, in milliseconds. */
const CONFIRM_LIMIT_MS = 15_000;

/** The status of a request that has a key of another user, such as the one who was logged in before. */
const OTHER_KEYS_STATUS = 422;

/** An upload that waits for the response of the request that has its key, or for the next request. */
interface Waiting {
  readonly key: string;
  readonly resolve: (upload: ConfirmedUpload) => void;
  readonly reject: (error: UploadError) => void;
}

/**
 * Confirms uploads that are stored. One request is sent at a time: the next one has all keys that came while it was under way, at most
 * {@link MAX_CONFIRMED_KEYS}.
 *
 * @returns a function that resolves with the result and what COS reports, or with the reason why COS has not confirmed it in time
 * @throws {UploadError} (the promise rejects) `upload_rejected`, `upload_missing`
 */
export function createConfirmer(
  options: UploaderOptions,
): (scope: CancelScope, result: UploadResult) => Promise<UploadResult> {
  const { platform } = options;
  const waiting = new Set<Waiting>();
  /** Those whose keys are in the current request. */
  let batch: readonly Waiting[] = [];
  let request = createCancelScope();

  /** Starts the next request when no upload waits for the current one any more. */
  function update(): void {
    if (batch.some((upload) => waiting.has(upload))) return;
    closeScope(request);
    request = createCancelScope();
    batch = [...waiting].slice(0, MAX_CONFIRMED_KEYS);
    if (batch.length > 0) void send(request, batch);
  }

  /** Settles all uploads of a request. */
  async function send(scope: CancelScope, uploads: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const keys = uploads.map(({ key }) => key);
        const confirmed = await confirmUploads(options, keys, scope);
        for (const [index, upload] of confirmed.entries()) uploads[index]?.resolve(upload);
        return;
      } catch (cause) {
        const error = asUploadError(cause, "confirm");
        if (uploads.length > 1 && error.status === OTHER_KEYS_STATUS) {
          for (const upload of uploads) if (waiting.has(upload)) await send(scope, [upload]);
          return;
        }
        try {
          const delayMs = retryDelay(error, attempt, options);
          // By then, no upload would wait any more.
          if (delayMs > CONFIRM_LIMIT_MS) throw error;
          await platform.delay(scope, delayMs);
        } catch {
          for (const { reject } of uploads) reject(error);
          return;
        }
      }
    }
  }

  function confirmKey(scope: CancelScope, key: string): Promise<ConfirmedUpload> {
    return cancellable<ConfirmedUpload>(scope, (resolve, reject) => {
      const upload = { key, resolve, reject };
      waiting.add(upload);
      update();
      return () => {
        waiting.delete(upload);
        update();
      };
    });
  }

  return async (scope, result) => {
    const confirm = (call: CancelScope) => confirmKey(call, result.objectKey);
    try {
      const upload = await withTimeLimit(scope, platform, CONFIRM_LIMIT_MS, "confirm: no result", confirm);
      return withConfirmation(result, upload);
    } catch (cause) {
      const error = asUploadError(cause, "confirm");
      if (LASTING_CODES.includes(error.code)) throw error;
      return { ...result, confirmed: false, confirmError: error };
    }
  };
}

/** A repeated confirm would report the same. */
const LASTING_CODES: readonly string[] = ["upload_rejected", "upload_missing"];

function withConfirmation(result: UploadResult, upload: ConfirmedUpload): UploadResult {
  if (upload.status === "unknown") throw new UploadError("upload_unconfirmed");
  if (upload.status !== "stored") throw new UploadError(`upload_${upload.status}`);
  if (upload.bytes !== result.bytes) {
    throw new UploadError("upload_missing", `COS has ${upload.bytes} bytes, not ${result.bytes}`);
  }
  return { ...result, etag: upload.etag, confirmed: true, proof: upload.proof, confirmError: undefined };
}
