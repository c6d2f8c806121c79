import type { PutSignResponse } from "@wx-cos-upload/contract";
import { bucketAdvice, refused, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { requestBucket } from "../request-bucket.ts";
import { signedRequest } from "../signed-request.ts";
import { testFile } from "../test-file.ts";

/** Uploads a small object as a client does, with a signature that the server would give it. `signed`: it is there. */
export async function checkPut(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly signed: PutSignResponse | undefined }> {
  const { signer, texts, now } = examination;
  const { file, body } = testFile(examination);
  const signed = await signer.signPut(file, DOCTOR_FOLDER);
  const startMs = now();
  const answer = await requestBucket(examination, signed.uploadUrl, { method: "PUT", headers: signed.headers, body });
  if (answer.status === 200) {
    const says = texts.put.well(signed.cosKey, Math.round(now() - startMs));
    return { finding: finding("put", "ok", says), signed };
  }
  return { finding: refused(texts, "put", "name/cos:PutObject", answer), signed: undefined };
}

/** Looks at the object that was uploaded. Credentials that only upload may not, and need not. */
export async function checkHead(examination: Examination, key: string): Promise<Finding> {
  const { texts } = examination;
  const { file } = testFile(examination);
  const answer = await requestBucket(examination, ...(await signedRequest(examination, "HEAD", key)));
  // An answer to HEAD has no body that says why; the same keys have just signed an upload, so it isn't they.
  if (answer.status === 403) return finding("head", "note", texts.head.forbidden());
  if (answer.status !== 200) return refused(texts, "head", "name/cos:HeadObject", answer);
  const wanted = { "content-length": String(file.size), "content-type": file.contentType };
  const different = Object.entries(wanted)
    .map(([name, value]) => ({ name, value, stored: answer.headers.get(name) }))
    .filter(({ value, stored }) => stored !== value)
    .map(({ name, value, stored }) => `${name} ${stored} ≠ ${value}`);
  if (different.length > 0) return finding("head", "wrong", texts.head.different(different.join("; ")));
  return finding("head", "ok", texts.head.well());
}

/** Another value than the signed `default`, and harmless should it be let in: a policy of the credentials has nothing against it. */
const ALTERED_HEADERS = { "x-cos-acl": "private" };

/** Uploads with a header that is not the signed one, which has to be refused. `leftKey`: it was not. */
export async function checkBinding(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly leftKey: string | undefined }> {
  const { signer, texts } = examination;
  const { file, body } = testFile(examination);
  const { uploadUrl, headers, cosKey } = await signer.signPut(file, DOCTOR_FOLDER);
  const altered = { method: "PUT", headers: { ...headers, ...ALTERED_HEADERS }, body };
  const answer = await requestBucket(examination, uploadUrl, altered);
  if (answer.status === 403) {
    return {
      finding: finding("binding", "ok", texts.binding.holds(`${answer.status} ${answer.code}`)),
      leftKey: undefined,
    };
  }
  if (answer.status === 200) {
    return { finding: finding("binding", "wrong", texts.binding.broken(cosKey)), leftKey: cosKey };
  }
  return { finding: refused(texts, "binding", "name/cos:PutObject", answer), leftKey: undefined };
}

/** Uploads a small object by a form, as wx.uploadFile does. `key`: it is there. */
export async function checkForm(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly key: string | undefined }> {
  const { signer, texts } = examination;
  const { file, body } = testFile(examination);
  const { uploadUrl, formData, cosKey } = await signer.signPost(file, DOCTOR_FOLDER);
  const form = new FormData();
  for (const [name, value] of Object.entries(formData)) form.append(name, value);
  form.append("file", new Blob([body], { type: file.contentType }), `doctor.${file.ext}`);
  const answer = await requestBucket(examination, uploadUrl, { method: "POST", body: form });
  if (answer.status === 200) {
    return { finding: finding("form", "ok", texts.form.well(cosKey)), key: cosKey };
  }
  return { finding: refused(texts, "form", "name/cos:PostObject", answer), key: undefined };
}

/** Takes the test objects away again. Credentials that only upload may not: then their keys are told. */
export async function checkDelete(examination: Examination, keys: readonly string[]): Promise<Finding> {
  const { texts } = examination;
  if (keys.length === 0) return finding("delete", "note", texts.deletion.nothing());
  const answers = [];
  for (const key of keys) {
    const request = await signedRequest(examination, "DELETE", key);
    answers.push({ key, answer: await requestBucket(examination, ...request) });
  }
  const failed = answers.filter(({ answer }) => answer.status !== 204);
  const [first] = failed;
  if (first === undefined) return finding("delete", "ok", texts.deletion.well(keys.length));
  const left = failed.map(({ key }) => key).join(", ");
  const { answer } = first;
  if (answer.status === 403 && answer.code === "AccessDenied") {
    return finding("delete", "note", texts.deletion.forbidden(left));
  }
  const advice = bucketAdvice(texts, "name/cos:DeleteObject", answer);
  return finding("delete", "wrong", texts.deletion.failed(left, wordsOf(answer), advice));
}
