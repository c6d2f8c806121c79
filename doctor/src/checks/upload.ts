import type { PutSignResponse } from "@wx-cos-upload/contract";
import { bucketAdvice, refused, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { requestBucket } from "../request-bucket.ts";
import { signedRequest } from "../signed-request.ts";
import { testFile } from "../test-file.ts";

/** Uploads a small object as a client does, with a signature of the server. `signed` is defined if the upload succeeded. */
export async function checkPut(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly signed: PutSignResponse | undefined }> {
  const { signer, texts, now } = examination;
  const { file, body } = testFile(examination);
  const signed = await signer.signPut(file, DOCTOR_FOLDER);
  const startMs = now();
  const response = await requestBucket(examination, signed.uploadUrl, { method: "PUT", headers: signed.headers, body });
  if (response.status === 200) {
    const message = texts.put.well(signed.cosKey, Math.round(now() - startMs));
    return { finding: finding("put", "ok", message), signed };
  }
  return { finding: refused(texts, "put", "name/cos:PutObject", response), signed: undefined };
}

/** Sends HEAD for the uploaded object. Credentials that can only upload are not allowed to, and need not be. */
export async function checkHead(examination: Examination, key: string): Promise<Finding> {
  const { texts } = examination;
  const { file } = testFile(examination);
  const response = await requestBucket(examination, ...(await signedRequest(examination, "HEAD", key)));
  // A response to HEAD has no body with a reason. The same keys have just signed an upload, so the keys are valid.
  if (response.status === 403) return finding("head", "note", texts.head.forbidden());
  if (response.status !== 200) return refused(texts, "head", "name/cos:HeadObject", response);
  const wanted = { "content-length": String(file.size), "content-type": file.contentType };
  const different = Object.entries(wanted)
    .map(([name, value]) => ({ name, value, stored: response.headers.get(name) }))
    .filter(({ value, stored }) => stored !== value)
    .map(({ name, value, stored }) => `${name} ${stored} ≠ ${value}`);
  if (different.length > 0) return finding("head", "wrong", texts.head.different(different.join("; ")));
  return finding("head", "ok", texts.head.well());
}

/** Differs from the signed `default`. It is harmless if COS accepts it, and the policy of the credentials allows it. */
const ALTERED_HEADERS = { "x-cos-acl": "private" };

/** Uploads with a header that differs from the signed one, which COS must reject. `leftKey` is defined if it did not. */
export async function checkBinding(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly leftKey: string | undefined }> {
  const { signer, texts } = examination;
  const { file, body } = testFile(examination);
  const { uploadUrl, headers, cosKey } = await signer.signPut(file, DOCTOR_FOLDER);
  const altered = { method: "PUT", headers: { ...headers, ...ALTERED_HEADERS }, body };
  const response = await requestBucket(examination, uploadUrl, altered);
  if (response.status === 403) {
    return {
      finding: finding("binding", "ok", texts.binding.holds(`${response.status} ${response.code}`)),
      leftKey: undefined,
    };
  }
  if (response.status === 200) {
    return { finding: finding("binding", "wrong", texts.binding.broken(cosKey)), leftKey: cosKey };
  }
  return { finding: refused(texts, "binding", "name/cos:PutObject", response), leftKey: undefined };
}

/** Uploads a small object by a form, as wx.uploadFile does. `key` is defined if the upload succeeded. */
export async function checkForm(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly key: string | undefined }> {
  const { signer, texts } = examination;
  const { file, body } = testFile(examination);
  const { uploadUrl, formData, cosKey } = await signer.signPost(file, DOCTOR_FOLDER);
  const form = new FormData();
  for (const [name, value] of Object.entries(formData)) form.append(name, value);
  form.append("file", new Blob([body], { type: file.contentType }), `doctor.${file.ext}`);
  const response = await requestBucket(examination, uploadUrl, { method: "POST", body: form });
  if (response.status === 200) {
    return { finding: finding("form", "ok", texts.form.well(cosKey)), key: cosKey };
  }
  return { finding: refused(texts, "form", "name/cos:PostObject", response), key: undefined };
}

/** Deletes the test objects. Credentials that can only upload are not allowed to; the report then lists the keys. */
export async function checkDelete(examination: Examination, keys: readonly string[]): Promise<Finding> {
  const { texts } = examination;
  if (keys.length === 0) return finding("delete", "note", texts.deletion.nothing());
  const responses = [];
  for (const key of keys) {
    const request = await signedRequest(examination, "DELETE", key);
    responses.push({ key, response: await requestBucket(examination, ...request) });
  }
  const failed = responses.filter(({ response }) => response.status !== 204);
  const [first] = failed;
  if (first === undefined) return finding("delete", "ok", texts.deletion.well(keys.length));
  const left = failed.map(({ key }) => key).join(", ");
  const { response } = first;
  if (response.status === 403 && response.code === "AccessDenied") {
    return finding("delete", "note", texts.deletion.forbidden(left));
  }
  const advice = bucketAdvice(texts, "name/cos:DeleteObject", response);
  return finding("delete", "wrong", texts.deletion.failed(left, wordsOf(response), advice));
}
