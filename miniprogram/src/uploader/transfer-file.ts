import { answerError } from "./answer-error";
import type { Until } from "./cancellable";
import { type Job, usableSignature } from "./job";
import type { Obstacle, UploadProgress } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { retryDelay } from "./retry-delay";
import type { Signature } from "./sign-answer";
import { withTimeLimit } from "./time-limit";
import { asUploadError, isCurable, UploadError } from "./upload-error";
import type { UploadResult } from "./uploader-options";

/** 200 of a PUT; of a form 200 or 201 if success_action_status says so, 204 otherwise. */
const STORED = /20[014]/;

/** 20 KB/s. A phone that sends more slowly than this, and does not report it, is taken for one that hangs. */
const SLOWEST_BYTES_PER_MS = 20;

type Sign = (job: Job) => Promise<Signature>;

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
  obstacles: ReadonlySet<Obstacle>,
  until: Until,
  sign: Sign,
): Promise<UploadResult> {
  let mayRenew = true;
  for (let attempt = 1; ; ) {
    for (const name of obstacles) {
      job.show({ name });
      await until(job, () => !obstacles.has(name));
    }
    try {
      return await send(job, sign, attempt, file);
    } catch (cause) {
      const error = asUploadError(cause, job.stage);
      // Not for want of trying: it waits for what is missing, and this attempt is not counted.
      if (obstacles.size && error.retryable && !error.status) continue;
      if (isCurable(error)) {
        if (!mayRenew) throw error;
        mayRenew = false;
        job.signature = undefined;
        continue;
      }
      const delayMs = retryDelay(error, attempt, job);
      attempt += 1;
      job.show({ name: "retrying", attempt, delayMs, error });
      await job.platform.delay(job, delayMs);
    }
  }
}

/**
 * Sends exactly what was signed, and signs first if need be. What is there already was stored by an earlier attempt: nobody else holds
 * a signature for this key.
 *
 * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
 * @see https://www.tencentcloud.com/document/product/436/14690 POST Object
 */
async function send(
  job: Job,
  sign: Sign,
  attempt: number,
  { method, filePath, size }: PreparedFile,
): Promise<UploadResult> {
  const { platform, uploadTimeoutMs: timeout = 600_000, stallTimeoutMs = 60_000 } = job;
  job.stage = "upload";
  // Bytes first: reading takes time, which is the signature's.
  const { data } = method === "put" ? await platform.readFile(job, { filePath }) : {};
  if (data && data.byteLength !== size) {
    throw new UploadError("file_changed", `${data.byteLength} bytes, not ${size}`);
  }
  const signature = usableSignature(job) ?? (await signed(job, sign, attempt));
  const { uploadUrl: url, fields, objectUrl, cosKey: objectKey, contentType, mayBeStored: wasInDoubt } = signature;
  const show = (progress?: UploadProgress) => job.show({ name: "uploading", attempt, progress });
  job.stage = "upload";
  signature.mayBeStored = true;
  show();
  const silentLimitMs = stallTimeoutMs + size / SLOWEST_BYTES_PER_MS;
  const answer = await withTimeLimit(job, platform, silentLimitMs, "upload: no progress", (work, restartLimit) => {
    if (data) return platform.request(work, { method: "PUT", url, header: fields, data, timeout });
    let bytesSent = 0;
    return platform.uploadFile(work, { url, name: "file", filePath, formData: fields, timeout }, (progress) => {
      // A report of no more bytes than the one before is no progress.
      if (progress.totalBytesSent <= bytesSent) return;
      bytesSent = progress.totalBytesSent;
      restartLimit(stallTimeoutMs);
      show(progress);
    });
  });
  const { statusCode, header } = answer;
  const isStored = STORED.test(`${statusCode}`) && !/<html/i.test(answer.data);
  if (isStored || (wasInDoubt && /<Code>FileAlreadyExists/.test(answer.data))) {
    const etag = header["etag"]?.replace(/"/g, "");
    return { objectUrl, objectKey, contentType, bytes: size, method, etag, requestId: header["x-cos-request-id"] };
  }
  // Refused, and nothing stored. Of a server's own failures that can't be known.
  if (statusCode < 500) signature.mayBeStored = wasInDoubt;
  throw answerError("upload_refused", answer);
}

function signed(job: Job, sign: Sign, attempt: number): Promise<Signature> {
  job.stage = "sign";
  job.show({ name: "signing", attempt });
  return sign(job);
}
