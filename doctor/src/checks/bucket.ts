import { askBucket, type BucketAnswer } from "../ask-bucket.ts";
import type { Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { bucketAdvice, wordsOf } from "../troubles.ts";

/** The bucket's answer to an anonymous request, and when it came. */
export interface BucketContact {
  readonly answer: BucketAnswer;
  /** This machine's clock when the answer was made, as near as can be told: half way between request and answer. */
  readonly localMs: number;
}

/** Asks the bucket for its objects, as nobody. A private one that is there answers AccessDenied. */
export async function checkBucket(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly contact: BucketContact | undefined; readonly usable: boolean }> {
  const { bucket, texts, config, now } = examination;
  const url = `${bucket.scheme}://${bucket.host}`;
  const sentMs = now();
  const answer = await askBucket(examination, `${url}/?max-keys=1`, { method: "GET" });
  if (answer.status === undefined) {
    const says = texts.bucket.silent(url, answer.code, bucketAdvice(texts, "", answer));
    return { finding: finding("bucket", "wrong", says), contact: undefined, usable: false };
  }
  const contact = { answer, localMs: (sentMs + now()) / 2 };
  if (answer.status === 200) {
    return { finding: finding("bucket", "note", texts.bucket.isPublic(url)), contact, usable: true };
  }
  if (answer.status !== 403) {
    const says = texts.bucket.refuses(url, wordsOf(answer), bucketAdvice(texts, "", answer));
    return { finding: finding("bucket", "wrong", says), contact, usable: false };
  }
  if (!bucket.isLocal) return { finding: finding("bucket", "ok", texts.bucket.answers(url)), contact, usable: true };
  const { host } = config.cos;
  const says = host === undefined ? texts.bucket.local(url) : texts.bucket.localBesideHost(url, host);
  return { finding: finding("bucket", host === undefined ? "ok" : "note", says), contact, usable: true };
}
