import { bucketHost, urlEncodePath } from "@wx-cos-upload/cos-signature";
import { refused, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { type BucketResponse, requestBucket } from "../request-bucket.ts";
import { signedRequest } from "../signed-request.ts";
import { testFile } from "../test-file.ts";
import type { Addition, Outcome } from "../vocabulary.ts";

/** The outcome if a bucket accepts a header: a fault, or a note about costs. */
const OUTCOMES: Readonly<Record<Addition, Outcome>> = {
  "x-cos-copy-source": "wrong",
  "x-cos-grant-read": "wrong",
  "x-cos-storage-class": "note",
  "Pic-Operations": "note",
};

const ADDITIONS = ["x-cos-storage-class", "x-cos-copy-source", "x-cos-grant-read", "Pic-Operations"] as const;

/** An account from Tencent's documentation. If the bucket accepts the grant, it can read a test file of 15 bytes until the file is deleted. */
const GRANTEE = 'id="100000000011"';

/**
 * Uploads once with each unsigned header that the holder of a signature can add, and that does more than describe the object. A signature
 * cannot forbid a header, so only the policy of the credentials can.
 *
 * It deletes the stored objects at once; `leftKeys` are the keys of objects that it could not delete.
 *
 * @param existingKey an object to copy
 */
export async function checkAdditions(
  examination: Examination,
  existingKey: string,
): Promise<{ readonly findings: readonly Finding[]; readonly leftKeys: readonly string[] }> {
  const { bucket, texts } = examination;
  // COS expects the default host of the source bucket, even if the bucket has a custom domain.
  const host = bucket.scheme === "http" ? bucket.host : bucketHost(bucket.name, bucket.region);
  const values: Readonly<Record<Addition, string>> = {
    "x-cos-storage-class": "STANDARD_IA",
    "x-cos-copy-source": `${host}/${urlEncodePath(existingKey)}`,
    "x-cos-grant-read": GRANTEE,
    "Pic-Operations": JSON.stringify({ is_pic_info: 1 }),
  };
  const findings: Finding[] = [];
  const leftKeys: string[] = [];
  for (const name of ADDITIONS) {
    const { key, response } = await uploadWith(examination, name, values[name]);
    if (response.status === 200 && !(await isDeleted(examination, key))) leftKeys.push(key);
    if (isAccepted(response)) {
      findings.push(finding("binding", OUTCOMES[name], texts.additions.accepted[name](key)));
    } else if (isRejection(response)) {
      findings.push(finding("binding", "ok", texts.additions.rejected(name, wordsOf(response))));
    } else {
      findings.push(refused(texts, "binding", "name/cos:PutObject", response));
    }
  }
  return { findings, leftKeys };
}

/** Uploads with the weakest signature of the server, which leaves its holder the most freedom: without a size, unless sizes are required. */
async function uploadWith(examination: Examination, name: Addition, value: string) {
  const { signer, config } = examination;
  const { file, body } = testFile(examination);
  const weakest = config.uploadRules.requireSize ? file : { ...file, size: undefined };
  const { uploadUrl, headers, cosKey: key } = await signer.signPut(weakest, DOCTOR_FOLDER);
  // A copy has no body of its own.
  const sent = name === "x-cos-copy-source" && weakest.size === undefined ? "" : body;
  const init = { method: "PUT", headers: { ...headers, [name]: value }, body: sent };
  return { key, response: await requestBucket(examination, uploadUrl, init) };
}

/** COS can say 200 before it has copied, and put the error into the body. PUT Object - Copy (436/10881) */
function isAccepted({ status, code }: BucketResponse): boolean {
  return status === 200 && code === "";
}

/** Anything that the bucket itself says no by. A 5xx but 501 says nothing of what it would do. */
function isRejection({ status, code }: BucketResponse): boolean {
  return status !== undefined && (status < 500 || status === 501) && (status !== 200 || code !== "");
}

async function isDeleted(examination: Examination, key: string): Promise<boolean> {
  const { status } = await requestBucket(examination, ...(await signedRequest(examination, "DELETE", key)));
  return status === 204;
}
