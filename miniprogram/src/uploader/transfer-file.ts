import { asUploadError } from "./as-upload-error";
import type { WaitUntil } from "./cancel-scope";
import { type Obstacles, waitForObstacles } from "./obstacles";
import type { HttpResponse, UploadProgress } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { responseError } from "./response-error";
import { retryDelay } from "./retry-delay";
import type { Signature } from "./signature";
import { withTimeLimit } from "./time-limit";
import { isRenewable, UploadError } from "./upload-error";
import type { UploadResult } from "./upload-result";
import { type UploadRun, usableSignature } from "./upload-run";

/** 200 for a PUT. For a form 204, or 200 or 201 if `success_action_status` requests it. */
const STORED_STATUSES: readonly number[] = [200, 201, 204];

/** 20 KB/s. An upload that is slower than this and reports no progress counts as stalled. */
const SLOWEST_BYTES_PER_MS = 20;

type Sign = (run: UploadRun) => Promise<Signature>;

/**
 * Signs and sends one file, and retries while a retry may help.
 *
 * If the response is lost, the next attempt uses the same signature and so the same object key. COS then either stores the object or
 * reports that it exists. Neither creates a second object.
 *
 * @throws {UploadError} the error of the last attempt
 */
export async function transferFile(
  run: UploadRun,
  file: PreparedFile,
  obstacles: Obstacles,
  waitUntil: WaitUntil,
  sign: Sign,
): Promise<UploadResult> {
  let mayRenew = true;
  for (let attempt = 1; ; ) {
    await waitForObstacles(run, run, obstacles, waitUntil);
    try {
      return await attemptUpload(run, file, attempt, sign);
    } catch (cause) {
      const error = asUploadError(cause, run.stage);
      const isHindered = obstacles.size > 0 && error.retryable && error.status === undefined;
      // Offline or in the background: wait, and do not count this attempt.
      if (isHindered) continue;
      if (isRenewable(error)) {
        if (!mayRenew) throw error;
        mayRenew = false;
        run.signature = undefined;
        continue;
      }
      const delayMs = retryDelay(error, attempt, run.options);
      attempt += 1;
      run.showState({ name: "retrying", attempt, delayMs, error });
      await run.options.platform.delay(run, delayMs);
    }
  }
}

/** Signs if need be, sends exactly what was signed, and reads COS's response. */
async function attemptUpload(run: UploadRun, file: PreparedFile, attempt: number, sign: Sign): Promise<UploadResult> {
  const { size } = file;
  const method = file.method === "put" ? "put" : "post";
  run.stage = "upload";
  // Read before signing: reading takes time, and the signature expires.
  const bytes = method === "put" ? await readBytes(run, file) : undefined;
  const signature = usableSignature(run) ?? (await requestSignature(run, attempt, sign));
  const wasInDoubt = signature.mayBeStored;
  run.stage = "upload";
  signature.mayBeStored = true;
  const response = await sendBytes(run, file, bytes, signature, attempt);
  const { header, statusCode } = response;
  if (isStored(response) || (wasInDoubt && isThereAlready(response))) {
    const { objectUrl, cosKey: objectKey, contentType } = signature;
    const etag = header["etag"]?.replace(/"/g, "");
    return { objectUrl, objectKey, contentType, bytes: size, method, etag, requestId: header["x-cos-request-id"] };
  }
  // COS stored nothing. After a 5xx that is unknown.
  if (statusCode < 500) signature.mayBeStored = wasInDoubt;
  throw responseError("upload_refused", response);
}

async function readBytes(run: UploadRun, { filePath, size }: PreparedFile): Promise<ArrayBuffer> {
  const { data } = await run.options.platform.readFile(run, { filePath });
  if (data.byteLength === size) return data;
  throw new UploadError("file_changed", `${data.byteLength} bytes, not ${size}`);
}

function requestSignature(run: UploadRun, attempt: number, sign: Sign): Promise<Signature> {
  run.stage = "sign";
  run.showState({ name: "signing", attempt });
  return sign(run);
}

/**
 * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
 * @see https://www.tencentcloud.com/document/product/436/14690 POST Object
 */
function sendBytes(
  run: UploadRun,
  { filePath, size }: PreparedFile,
  bytes: ArrayBuffer | undefined,
  { uploadUrl: url, fields }: Signature,
  attempt: number,
): Promise<HttpResponse> {
  const { platform, uploadTimeoutMs: timeout = 600_000, stallTimeoutMs = 60_000 } = run.options;
  const showProgress = (progress?: UploadProgress) => run.showState({ name: "uploading", attempt, progress });
  showProgress();
  const silentLimitMs = stallTimeoutMs + size / SLOWEST_BYTES_PER_MS;
  return withTimeLimit(run, platform, silentLimitMs, "upload: no progress", (scope, restartLimit) => {
    if (bytes) return platform.request(scope, { method: "PUT", url, header: fields, data: bytes, timeout });
    let bytesSent = 0;
    return platform.uploadFile(scope, { url, name: "file", filePath, formData: fields, timeout }, (progress) => {
      // A report that repeats the same number of bytes is not progress.
      if (progress.totalBytesSent <= bytesSent) return;
      bytesSent = progress.totalBytesSent;
      restartLimit(stallTimeoutMs);
      showProgress(progress);
    });
  });
}

/** A proxy may respond 200 with a web page; that does not count as stored. */
function isStored({ statusCode, data }: HttpResponse): boolean {
  return STORED_STATUSES.includes(statusCode) && !data.toLowerCase().includes("<html");
}

/** An earlier attempt stored the object, because nobody else has a signature for this key. */
function isThereAlready({ data }: HttpResponse): boolean {
  return data.includes("<Code>FileAlreadyExists");
}
