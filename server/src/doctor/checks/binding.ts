import { askBucketOr } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { testFile } from "../test-file.ts";
import { bucketAdvice, refusal } from "../troubles.ts";

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
  const answer = await askBucketOr(examination, uploadUrl, altered);
  if (!("noAnswer" in answer) && answer.status === 403) {
    return {
      finding: finding("binding", "ok", texts.binding.holds(`${answer.status} ${answer.code}`)),
      leftKey: undefined,
    };
  }
  if (!("noAnswer" in answer) && answer.status === 200) {
    return { finding: finding("binding", "wrong", texts.binding.broken(cosKey)), leftKey: cosKey };
  }
  const said = "noAnswer" in answer ? answer.noAnswer : refusal(answer);
  const says = texts.refusedUpload(said, bucketAdvice(texts, "name/cos:PutObject", answer));
  return { finding: finding("binding", "wrong", says), leftKey: undefined };
}
