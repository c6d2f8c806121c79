import type { CancelSignal } from "./cancel-signal";
import type { FormUpload, Platform } from "./platform";
import type { Signature } from "./sign-answer";
import { readUploadAnswer, type StoredObject } from "./upload-answer";

/**
 * POSTs a file as a form, with exactly the fields that were signed and then the file.
 * https://www.tencentcloud.com/document/product/436/14690
 */
export async function postObject(
  platform: Platform,
  { uploadUrl, fields }: Pick<Signature, "uploadUrl" | "fields">,
  file: Pick<FormUpload, "filePath" | "timeoutMs" | "onProgress">,
  signal: CancelSignal,
): Promise<StoredObject> {
  const response = await platform.uploadForm({ ...file, url: uploadUrl, fileField: "file", formData: fields }, signal);
  // 200 or 201 if the form's success_action_status says so, 204 otherwise.
  return readUploadAnswer(response, [200, 201, 204]);
}
