import { askBucket } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { testFile } from "../test-file.ts";
import { refused } from "../troubles.ts";

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
  const answer = await askBucket(examination, uploadUrl, altered);
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
