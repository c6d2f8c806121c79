import type { CancelSignal } from "./cancel-signal";
import type { FormUpload, Platform } from "./platform";
import type { Signature } from "./sign-answer";
import { readUploadAnswer, type StoredObject } from "./upload-answer";

/**
 * Sends a file to where it was signed for, with exactly what was signed.
 *
 * @param body what a PUT sends; without it the file goes as a form, the signed fields and then the file
 * @throws {UploadError} `upload_refused`; what the platform throws otherwise
 * @see https://www.tencentcloud.com/document/product/436/7749 PUT Object
 * @see https://www.tencentcloud.com/document/product/436/14690 POST Object
 */
export async function sendObject(
  platform: Platform,
  { uploadUrl: url, fields }: Signature,
  body: ArrayBuffer | undefined,
  file: Pick<FormUpload, "filePath" | "timeoutMs" | "onProgress">,
  signal: CancelSignal,
): Promise<StoredObject> {
  if (body) {
    const { timeoutMs } = file;
    const request = { method: "PUT", url, headers: fields, body, timeoutMs } as const;
    return readUploadAnswer(await platform.request(request, signal), [200]);
  }
  const response = await platform.uploadForm({ ...file, url, fileField: "file", formData: fields }, signal);
  // 200 or 201 if the form's success_action_status says so, 204 otherwise.
  return readUploadAnswer(response, [200, 201, 204]);
}
