import { asUploadError } from "./as-upload-error";
import type { Connectivity } from "./connectivity";
import { type Job, usableSignature } from "./job";
import type { UploadProgress } from "./platform";
import type { PreparedFile } from "./prepare-file";
import { retryDelay } from "./retry-delay";
import type { Signature } from "./sign-answer";
import type { Signer } from "./signer";
import { readUploadAnswer, type StoredObject } from "./upload-answer";
import { isPassing, UploadError } from "./upload-error";
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
  { filePath, bytes, method }: PreparedFile,
  signer: Signer,
  { obstacle, untilClear }: Connectivity,
): Promise<UploadResult> {
  const { show, signal, options } = job;
  const { platform, retry = {}, uploadTimeoutMs: timeoutMs = 600_000 } = options;
  let attempt = 1;
  let mayRenew = true;
  for (;;) {
    await untilClear(job);
    try {
      // Bytes first: reading takes time, which is the signature's.
      const body = method === "put" ? await readBody() : undefined;
      const signature = usableSignature(job) ?? (await sign());
      const { objectUrl, objectKey, contentType } = signature;
      return { objectUrl, objectKey, contentType, bytes, method, ...(await send(signature, body)) };
    } catch (cause) {
      const error = asUploadError(cause, job.stage);
      // Not for want of trying: it waits for what is missing, and this attempt is not counted.
      if (obstacle() && error.retryable && !error.status) continue;
      // Refused by COS, and it does not pass by itself: what may help is another signature.
      if (mayRenew && error.status && error.retryable && !isPassing(error)) {
        mayRenew = false;
        job.signature = undefined;
        continue;
      }
      const delayMs = retryDelay(error, attempt, retry, platform.random());
      if (delayMs === undefined) throw error;
      attempt += 1;
      show({ name: "retrying", attempt, delayMs, error });
      await platform.delay(delayMs, signal);
    }
  }

  async function readBody(): Promise<ArrayBuffer> {
    job.stage = "read";
    const body = await platform.readFile(filePath, signal);
    if (body.byteLength === bytes) return body;
    throw new UploadError("file_changed", "read", `${bytes} bytes are ${body.byteLength} now`, { retryable: true });
  }

  function sign(): Promise<Signature> {
    job.stage = "sign";
    show({ name: "signing", attempt });
    return signer.sign(job);
  }

  /**
   * Sends exactly what was signed: `body` by PUT, without it as a form. What is there already was stored by an earlier attempt:
   * nobody else holds a signature for this key.
   *
   * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
   * @see https://www.tencentcloud.com/document/product/436/14690 POST Object: 200 or 201 if success_action_status says so, 204 otherwise
   */
  async function send({ uploadUrl: url, fields }: Signature, body?: ArrayBuffer): Promise<StoredObject> {
    const wasInDoubt = job.mayBeStored;
    const onProgress = (progress?: UploadProgress) => show({ name: "uploading", attempt, progress });
    job.stage = "upload";
    job.mayBeStored = true;
    onProgress();
    const response = await (body
      ? platform.request({ method: "PUT", url, headers: fields, body, timeoutMs }, signal)
      : platform.uploadForm({ url, fileField: "file", filePath, formData: fields, timeoutMs, onProgress }, signal));
    const answer = readUploadAnswer(response, body ? /200/ : /20[014]/);
    if (!(answer instanceof UploadError)) return answer;
    if (wasInDoubt && answer.remoteCode === "FileAlreadyExists") return {};
    // Refused, and nothing stored. Of a server's own failures that can't be known.
    if (response.status < 500) job.mayBeStored = wasInDoubt;
    throw answer;
  }
}
