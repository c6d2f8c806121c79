import type { PutSignResponse } from "@wx-cos-upload/contract";
import { askBucket } from "../ask-bucket.ts";
import { DOCTOR_FOLDER, type Examination } from "../examination.ts";
import { type Finding, finding } from "../finding.ts";
import { testFile } from "../test-file.ts";
import { refused } from "../troubles.ts";

/** Uploads a small object as a client does, with a signature that the server would give it. `signed`: it is there. */
export async function checkPut(
  examination: Examination,
): Promise<{ readonly finding: Finding; readonly signed: PutSignResponse | undefined }> {
  const { signer, texts, now } = examination;
  const { file, body } = testFile(examination);
  const signed = await signer.signPut(file, DOCTOR_FOLDER);
  const startMs = now();
  const answer = await askBucket(examination, signed.uploadUrl, { method: "PUT", headers: signed.headers, body });
  if (answer.status === 200) {
    const says = texts.put.well(signed.cosKey, Math.round(now() - startMs));
    return { finding: finding("put", "ok", says), signed };
  }
  return { finding: refused(texts, "put", "name/cos:PutObject", answer), signed: undefined };
}
