import { askBucket } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { testFile } from "../test-file.ts";
import { refused } from "../troubles.ts";

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
  const answer = await askBucket(examination, uploadUrl, { method: "POST", body: form });
  if (answer.status === 200) {
    return { finding: finding("form", "ok", texts.form.well(cosKey)), key: cosKey };
  }
  return { finding: refused(texts, "form", "name/cos:PostObject", answer), key: undefined };
}
