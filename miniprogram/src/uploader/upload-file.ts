import type { CancelSignal } from "./cancel-signal";
import { type DescribeFileDependencies, describeFile } from "./describe-file";
import { postObject } from "./post-object";
import { putObject } from "./put-object";
import type { PutSignature } from "./sign-answer";
import type { Expiring, SignClient, SignRequest } from "./sign-client";
import type { StoredObject } from "./upload-answer";
import { UploadError } from "./upload-error";
import type { LocalFile, PostUpload, UploadOptions, UploadResult } from "./upload-options";

export interface UploadFileDependencies extends DescribeFileDependencies {
  readonly signClient: SignClient;
  readonly uploadTimeoutMs: number;
}

interface Sent {
  readonly signature: Omit<PutSignature, "headers">;
  readonly stored: StoredObject;
}

/** One file from check to stored object: check, read its size, sign, read its bytes (PUT only), send. */
export async function uploadFile(
  file: LocalFile,
  options: UploadOptions,
  dependencies: UploadFileDependencies,
  signal: CancelSignal,
): Promise<UploadResult> {
  const request = await describeFile(file, options, dependencies, signal);
  const { signature, stored } =
    options.method === "put"
      ? await sendByPut(file, request, dependencies, signal)
      : await sendByPost(file, request, options, dependencies, signal);
  const { objectUrl, cosKey, contentType } = signature;
  return { objectUrl, objectKey: cosKey, contentType, bytes: request.bytes, ...stored };
}

async function sendByPut(
  { filePath }: LocalFile,
  request: SignRequest,
  { platform, signClient, uploadTimeoutMs, enter }: UploadFileDependencies,
  signal: CancelSignal,
): Promise<Sent> {
  const sign = () => {
    enter("sign");
    return signClient.signPut(request, signal);
  };
  const first = await sign();
  enter("read");
  const body = await platform.readFile(filePath, signal);
  if (body.byteLength !== request.bytes) {
    const message = `the file had ${request.bytes} bytes when it was signed and has ${body.byteLength} now`;
    throw new UploadError("file_changed", "read", message);
  }
  const signature = isOver(first, platform.nowMs()) ? await sign() : first;
  enter("upload");
  const stored = await putObject(platform, signature, { body, timeoutMs: uploadTimeoutMs }, signal);
  return { signature, stored };
}

async function sendByPost(
  { filePath }: LocalFile,
  request: SignRequest,
  { onProgress }: PostUpload,
  { platform, signClient, uploadTimeoutMs, enter }: UploadFileDependencies,
  signal: CancelSignal,
): Promise<Sent> {
  enter("sign");
  const signature = await signClient.signForm(request, signal);
  enter("upload");
  const file = { filePath, timeoutMs: uploadTimeoutMs, ...(onProgress && { onProgress }) };
  return { signature, stored: await postObject(platform, signature, file, signal) };
}

/** The system may have put the program to sleep between the signature and the bytes. */
function isOver({ expiresAtMs }: Expiring<unknown>, nowMs: number): boolean {
  return nowMs >= expiresAtMs;
}
