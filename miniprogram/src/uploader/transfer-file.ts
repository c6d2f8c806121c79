import { asUploadError } from "./as-upload-error";
import type { Connectivity } from "./connectivity";
import { type Job, usableSignature } from "./job";
import type { UploadProgress } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { retryDelay } from "./retry-delay";
import type { HeldSignature } from "./sign-client";
import type { Signer } from "./signer";
import { isCuredBySigningAnew, readUploadAnswer, type StoredObject } from "./upload-answer";
import { UploadError } from "./upload-error";
import type { UploadResult } from "./uploader-options";

/**
 * Signs and sends one file, as often as it takes and may help.
 *
 * An attempt whose answer was lost is repeated under the same signature, so under the same object key: COS then either stores the
 * object or says that it is there, and in neither case is there a second one.
 *
 * @throws {UploadError} of the last attempt
 */
export async function transferFile(
  job: Job,
  file: PreparedFile,
  signer: Signer,
  { obstacle, untilClear }: Connectivity,
): Promise<UploadResult> {
  const { platform, retry = {} } = job.options;
  let attempt = 1;
  let mayRenew = true;
  for (;;) {
    await untilClear(job);
    try {
      return await attemptOnce(job, file, attempt, signer);
    } catch (cause) {
      const error = asUploadError(cause, job.stage);
      // Not for want of trying: it waits for what is missing, and this attempt is not counted.
      if (obstacle() && error.retryable && !error.status) continue;
      if (mayRenew && error.status && isCuredBySigningAnew(error.message)) {
        mayRenew = false;
        job.signature = undefined;
        continue;
      }
      const delayMs = retryDelay(error, attempt, retry, platform.random());
      if (delayMs === undefined) throw error;
      attempt += 1;
      job.show({ name: "retrying", attempt, delayMs, error });
      await platform.delay(delayMs, job.signal);
    }
  }
}

async function attemptOnce(job: Job, file: PreparedFile, attempt: number, signer: Signer): Promise<UploadResult> {
  const { bytes, method } = file;
  job.stage = "read";
  // Bytes first: reading takes time, which is the signature's.
  const body = method === "put" ? await readWhole(job, file) : undefined;
  let signature = usableSignature(job);
  if (!signature) {
    job.stage = "sign";
    job.show({ name: "signing", attempt });
    signature = await signer.sign(job);
  }
  job.stage = "upload";
  const showSending = (progress?: UploadProgress) => job.show({ name: "uploading", attempt, progress });
  showSending();
  const { objectUrl, objectKey, contentType } = signature;
  const stored = await storedOnce(job, send(job, file, signature, body, showSending));
  return { objectUrl, objectKey, contentType, bytes, method, ...stored };
}

/**
 * Sends a file to where it was signed for, with exactly what was signed: `body` by PUT, without it as a form.
 *
 * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
 * @see https://www.tencentcloud.com/document/product/436/14690 POST Object: 200 or 201 if success_action_status says so, 204 otherwise
 */
async function send(
  { options: { platform, uploadTimeoutMs: timeoutMs = 600_000 }, signal }: Job,
  { filePath }: PreparedFile,
  { uploadUrl: url, fields }: HeldSignature,
  body: ArrayBuffer | undefined,
  onProgress: (progress: UploadProgress) => void,
): Promise<StoredObject> {
  if (body) {
    const request = { method: "PUT", url, headers: fields, body, timeoutMs } as const;
    return readUploadAnswer(await platform.request(request, signal), /200/);
  }
  const form = { url, fileField: "file", filePath, formData: fields, timeoutMs, onProgress };
  return readUploadAnswer(await platform.uploadForm(form, signal), /20[014]/);
}

/** What COS stored, be it by an earlier attempt: nobody else holds a signature for this key. */
async function storedOnce(job: Job, sending: Promise<StoredObject>): Promise<StoredObject> {
  const wasInDoubt = job.mayBeStored;
  job.mayBeStored = true;
  try {
    return await sending;
  } catch (cause) {
    const { remoteCode, status = 500 } = asUploadError(cause, "upload");
    if (wasInDoubt && remoteCode === "FileAlreadyExists") return {};
    // Refused, and nothing stored. Of other failures it can't be known.
    if (status < 500) job.mayBeStored = wasInDoubt;
    throw cause;
  }
}

async function readWhole({ options, signal }: Job, { filePath, bytes }: PreparedFile): Promise<ArrayBuffer> {
  const body = await options.platform.readFile(filePath, signal);
  if (body.byteLength === bytes) return body;
  const message = `the file had ${bytes} bytes and has ${body.byteLength} now`;
  throw new UploadError("file_changed", "read", message, { retryable: true });
}
