import { askBucketOr } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { testFile } from "../test-file.ts";
import { bucketAdvice, refusal } from "../troubles.ts";

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
  const answer = await askBucketOr(examination, uploadUrl, { method: "POST", body: form });
  if (!("noAnswer" in answer) && answer.status === 200) {
    return { finding: finding("form", "ok", texts.form.well(cosKey)), key: cosKey };
  }
  const said = "noAnswer" in answer ? answer.noAnswer : refusal(answer);
  const says = texts.refusedUpload(said, bucketAdvice(texts, "name/cos:PostObject", answer));
  return { finding: finding("form", "wrong", says), key: undefined };
}
