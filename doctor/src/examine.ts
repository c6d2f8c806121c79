import { checkAdditions } from "./checks/additions.ts";
import { checkBucket, checkClock, checkCors } from "./checks/bucket.ts";
import { checkCredentials } from "./checks/credentials.ts";
import { checkLogin } from "./checks/login.ts";
import { checkParts } from "./checks/parts.ts";
import { checkRedis } from "./checks/redis.ts";
import { checkBinding, checkDelete, checkForm, checkHead, checkPut } from "./checks/upload.ts";
import type { Examination } from "./examination.ts";
import { messageOf } from "./find-cause.ts";
import { type Finding, finding } from "./finding.ts";
import type { CheckName } from "./vocabulary.ts";

/** Runs all possible checks one after another and yields each finding at once. A failed check does not stop the others. */
export async function* examine(examination: Examination): AsyncGenerator<Finding> {
  const { finding: bucketFinding, contact, usable } = await checkBucket(examination);
  yield bucketFinding;
  yield contact === undefined ? notTried(examination, "clock", "bucket") : checkClock(examination, contact);
  const credentials = await guarded(examination, "credentials", () => checkCredentials(examination));
  yield credentials;
  if (usable && credentials.outcome !== "wrong") {
    yield* examineUploads(examination);
  } else {
    const because = usable ? "credentials" : "bucket";
    for (const check of UPLOAD_CHECKS) yield notTried(examination, check, because);
  }
  if (usable) yield* await checkCors(examination);
  else yield notTried(examination, "cors", "bucket");
  yield await guarded(examination, "redis", () => checkRedis(examination));
  yield await guarded(examination, "login", () => checkLogin(examination));
}

const UPLOAD_CHECKS = ["put", "head", "binding", "form", "parts", "delete"] as const;

async function* examineUploads(examination: Examination): AsyncGenerator<Finding> {
  const keys: string[] = [];
  const { finding: putFinding, signed } = await checkPut(examination);
  yield putFinding;
  if (signed === undefined) {
    yield notTried(examination, "head", "put");
    yield notTried(examination, "binding", "put");
  } else {
    keys.push(signed.cosKey);
    yield await checkHead(examination, signed.cosKey);
    const { findings, leftKeys } = await checkAdditions(examination, signed.cosKey);
    yield* findings;
    keys.push(...leftKeys);
    const { finding: bindingFinding, leftKey } = await checkBinding(examination);
    yield bindingFinding;
    if (leftKey !== undefined) keys.push(leftKey);
  }
  const { finding: formFinding, key } = await checkForm(examination);
  yield formFinding;
  if (key !== undefined) keys.push(key);
  yield* await checkParts(examination).catch((error: unknown) => [
    finding("parts", "wrong", examination.texts.failedItself(messageOf(error))),
  ]);
  yield await checkDelete(examination, keys);
}

function notTried({ texts }: Examination, check: CheckName, because: CheckName): Finding {
  return finding(check, "note", texts.notTried(because));
}

/** Reports an unexpected error of a check as a finding. */
async function guarded({ texts }: Examination, check: CheckName, make: () => Promise<Finding>): Promise<Finding> {
  return make().catch((error: unknown) => finding(check, "wrong", texts.failedItself(messageOf(error))));
}
