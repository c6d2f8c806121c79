import { askBucket } from "../ask-bucket.ts";
import type { Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { signedRequest } from "../signed-request.ts";
import { testFile } from "../test-file.ts";
import { refused } from "../troubles.ts";

/** Looks at the object that was uploaded. Credentials that only upload may not, and need not. */
export async function checkHead(examination: Examination, key: string): Promise<Finding> {
  const { texts } = examination;
  const { file } = testFile(examination);
  const answer = await askBucket(examination, ...(await signedRequest(examination, "HEAD", key)));
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
