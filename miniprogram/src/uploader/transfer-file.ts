import { answerError } from "./answer-error";
import type { Until } from "./cancellable";
import { type Job, usableSignature } from "./job";
import type { Obstacle, UploadProgress } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { retryDelay } from "./retry-delay";
import type { Signature } from "./sign-answer";
import { asUploadError, isCurable, UploadError } from "./upload-error";
import type { UploadResult } from "./uploader-options";

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
  const { platform, retry = {} } = job.options;
  let mayRenew = true;
  for (let attempt = 1; ; ) {
    for (const name of obstacles) {
      job.show({ name });
      await until(job, () => !obstacles.has(name));
    }
    try {
      return await send(job, file, sign, attempt);
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
      const delayMs = retryDelay(error, attempt, retry, platform.random());
      if (delayMs === undefined) throw error;
      attempt += 1;
      job.show({ name: "retrying", attempt, delayMs, error });
      await platform.delay(job, delayMs);
    }
  }
}

/**
 * Sends exactly what was signed, and signs first if need be. What is there already was stored by an earlier attempt: nobody else holds
 * a signature for this key.
 *
 * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
 * @see https://www.tencentcloud.com/document/product/436/14690 POST Object: 200 or 201 if success_action_status says so, 204 otherwise
 */
async function send(
  job: Job,
  { method, filePath, size }: PreparedFile,
  sign: Sign,
  attempt: number,
): Promise<UploadResult> {
  const { platform, uploadTimeoutMs: timeout = 600_000 } = job.options;
  // Bytes first: reading takes time, which is the signature's.
  const data = method === "put" ? await readBody(job, filePath, size) : undefined;
  let signature = usableSignature(job);
  if (!signature) {
    job.stage = "sign";
    job.show({ name: "signing", attempt });
    signature = await sign(job);
  }
  const { uploadUrl: url, fields, objectUrl, cosKey: objectKey, contentType } = signature;
  const wasInDoubt = job.mayBeStored;
  const show = (progress?: UploadProgress) => job.show({ name: "uploading", attempt, progress });
  job.stage = "upload";
  job.mayBeStored = true;
  show();
  const answer = await (data
    ? platform.request(job, { method: "PUT", url, header: fields, data, timeout })
    : platform.uploadFile(job, { url, name: "file", filePath, formData: fields, timeout }, show));
  const { statusCode, header } = answer;
  const result = { objectUrl, objectKey, contentType, bytes: size, method };
  const etag = header["etag"]?.replace(/"/g, "");
  const requestId = header["x-cos-request-id"];
  if ((data ? /200/ : /20[014]/).test(`${statusCode}`)) {
    return { ...result, ...(etag && { etag }), ...(requestId && { requestId }) };
  }
  const error = answerError("upload_refused", answer);
  if (wasInDoubt && error.remoteCode === "FileAlreadyExists") return result;
  // Refused, and nothing stored. Of a server's own failures that can't be known.
  if (statusCode < 500) job.mayBeStored = wasInDoubt;
  throw error;
}

async function readBody(job: Job, filePath: string, bytes: number): Promise<ArrayBuffer> {
  job.stage = "read";
  const { data } = await job.options.platform.readFile(job, { filePath });
  if (data.byteLength === bytes) return data;
  throw new UploadError("file_changed", `${bytes} bytes are ${data.byteLength} now`);
}
