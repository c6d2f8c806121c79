import type { CancelSignal } from "./cancel-signal";
import type { Platform } from "./platform";
import type { Signature } from "./sign-answer";
import { readUploadAnswer, type StoredObject } from "./upload-answer";

/**
 * PUTs bytes to where they were signed for, with exactly the headers that were signed.
 * https://www.tencentcloud.com/document/product/436/7749
 */
export async function putObject(
  platform: Platform,
  { uploadUrl, fields }: Pick<Signature, "uploadUrl" | "fields">,
  { body, timeoutMs }: { readonly body: ArrayBuffer; readonly timeoutMs: number },
  signal: CancelSignal,
): Promise<StoredObject> {
  const response = await platform.request({ method: "PUT", url: uploadUrl, headers: fields, body, timeoutMs }, signal);
  return readUploadAnswer(response, [200]);
}
