import { askBucket } from "../ask-bucket.ts";
import type { Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { signedRequest } from "../signed-request.ts";
import { bucketAdvice, wordsOf } from "../troubles.ts";

/** Takes the test objects away again. Credentials that only upload may not: then their keys are told. */
export async function checkDelete(examination: Examination, keys: readonly string[]): Promise<Finding> {
  const { texts } = examination;
  if (keys.length === 0) return finding("delete", "note", texts.deletion.nothing());
  const answers = [];
  for (const key of keys) {
    const request = await signedRequest(examination, "DELETE", key);
    answers.push({ key, answer: await askBucket(examination, ...request) });
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
