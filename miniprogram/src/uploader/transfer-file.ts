import { asUploadError } from "./as-upload-error";
import type { CancelSignal } from "./cancel-signal";
import type { Connectivity } from "./connectivity";
import type { Platform, UploadProgress } from "./platform";
import { retryDelay } from "./retry-delay";
import { sendObject } from "./send-object";
import type { Signer } from "./signer";
import { hasUsableSignature, type Transfer } from "./transfer";
import { isCuredBySigningAnew, type StoredObject } from "./upload-answer";
import { UploadError, type UploadErrorCode, type UploadStage } from "./upload-error";
import type { UploadState } from "./upload-state";
import type { RetryOptions, UploadResult } from "./uploader-options";

export interface TransferDependencies {
  readonly platform: Platform;
  readonly signer: Signer;
  readonly connectivity: Connectivity;
  readonly retry: RetryOptions;
  readonly uploadTimeoutMs: number;
  show(state: UploadState): void;
}

/** Failures of the connection: no answer came, so nothing is known of what the other side did. */
const NO_ANSWER: readonly UploadErrorCode[] = ["network", "timeout", "interrupted", "cancelled"];

/**
 * Signs and sends one file, as often as it takes and may help.
 *
 * An attempt whose answer was lost is repeated under the same signature, so under the same object key: COS then either stores the
 * object or says that it is there, and in neither case is there a second one.
 *
 * @throws {UploadError} of the last attempt
 */
export async function transferFile(
  transfer: Transfer,
  dependencies: TransferDependencies,
  signal: CancelSignal,
): Promise<UploadResult> {
  const { platform, connectivity, retry, show } = dependencies;
  let attempt = 1;
  let mayRenew = true;
  for (;;) {
    await untilClear(connectivity, show, signal);
    try {
      return await attemptOnce(transfer, attempt, dependencies, signal);
    } catch (cause) {
      const error = asUploadError(cause, "upload");
      if (signal.cancelled) throw error;
      // Not for want of trying: it waits for what is missing, and this attempt is not counted.
      if (connectivity.obstacle() && NO_ANSWER.includes(error.code)) continue;
      if (mayRenew && isCuredBySigningAnew(error)) {
        mayRenew = false;
        transfer.signature = undefined;
        continue;
      }
      const delayMs = retryDelay(error, attempt, retry, platform.random());
      if (delayMs === undefined) throw error;
      attempt += 1;
      show({ name: "retrying", attempt, delayMs, error });
      await platform.delay(delayMs, signal);
    }
  }
}

async function untilClear(
  connectivity: Connectivity,
  show: TransferDependencies["show"],
  signal: CancelSignal,
): Promise<void> {
  for (let name = connectivity.obstacle(); name !== undefined; name = connectivity.obstacle()) {
    show({ name });
    await connectivity.changed(signal);
  }
}

async function attemptOnce(
  transfer: Transfer,
  attempt: number,
  { platform, signer, uploadTimeoutMs, show }: TransferDependencies,
  signal: CancelSignal,
): Promise<UploadResult> {
  const { filePath, bytes, method } = transfer.file;
  const showSending = (progress?: UploadProgress) => show({ name: "uploading", attempt, progress });
  // Bytes first: reading takes time, which is the signature's.
  const body = method === "put" ? await atStage("read", readWhole(platform, transfer, signal)) : undefined;
  if (!hasUsableSignature(transfer, platform.nowMs())) {
    show({ name: "signing", attempt });
    await atStage("sign", signer.sign(transfer, signal));
  }
  const { signature } = transfer;
  if (signature === undefined) throw new UploadError("unexpected", "sign", "there is no signature");
  showSending();
  const file = { filePath, timeoutMs: uploadTimeoutMs, onProgress: showSending };
  const sending = sendObject(platform, signature, body, file, signal);
  const stored = await storedOnce(transfer, atStage("upload", sending));
  const { objectUrl, objectKey, contentType } = signature;
  return { objectUrl, objectKey, contentType, bytes, method, ...stored };
}

/** What COS stored, be it by an earlier attempt of this transfer: nobody else holds a signature for this key. */
async function storedOnce(transfer: Transfer, sending: Promise<StoredObject>): Promise<StoredObject> {
  const wasInDoubt = transfer.mayBeStored;
  transfer.mayBeStored = true;
  try {
    return await sending;
  } catch (cause) {
    const error = asUploadError(cause, "upload");
    if (wasInDoubt && error.remoteCode === "FileAlreadyExists") return {};
    const isRefused = !NO_ANSWER.includes(error.code) && (error.status ?? 0) < 500;
    if (isRefused) transfer.mayBeStored = wasInDoubt;
    throw error;
  }
}

async function readWhole(platform: Platform, { file }: Transfer, signal: CancelSignal): Promise<ArrayBuffer> {
  const body = await platform.readFile(file.filePath, signal);
  if (body.byteLength === file.bytes) return body;
  const message = `the file had ${file.bytes} bytes when it was checked and has ${body.byteLength} now`;
  throw new UploadError("file_changed", "read", message, { retryable: true });
}

async function atStage<Result>(stage: UploadStage, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw asUploadError(error, stage);
  }
}
