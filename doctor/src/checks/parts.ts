import { bucketHost, urlEncodePath } from "@wx-cos-upload/cos-signature";
import { type Config, CosCallError, type CosCalls, type MultipartUploads } from "@wx-cos-upload/server/advanced";
import { bucketAdvice, wordsOf } from "../causes.ts";
import { DOCTOR_FOLDER, type Examination, type ExaminedParts } from "../examination.ts";
import { findCause } from "../find-cause.ts";
import { type Finding, finding } from "../finding.ts";
import { requestBucket } from "../request-bucket.ts";
import { testFile } from "../test-file.ts";

/**
 * Uploads the test file in one part, as a client does: start, sign, list, complete, look, delete. It also looks for unfinished uploads, as the
 * janitor does, and adds x-cos-copy-source to the signed part, which COS has to reject.
 */
export async function checkParts(examination: Examination): Promise<readonly Finding[]> {
  const { parts, texts, config } = examination;
  if ("missingVariables" in parts) {
    return [finding("parts", "note", texts.parts.off(parts.missingVariables.join(", ")))];
  }
  const separation = findSharedIdentity(config);
  return [
    ...(separation === undefined ? [] : [finding("parts", "note", texts.parts[separation]())]),
    await tryUpload(examination, parts),
  ];
}

/** Why the two identities are one; `undefined` if they are two. */
function findSharedIdentity({ cos, credentials: { from }, multipart }: Config): "sameKey" | "sameRole" | undefined {
  const keys = cos.cos?.keys;
  if (from.source === "platform" && from.roleArn === undefined) return "sameRole";
  return keys !== undefined && multipart.serviceKeys?.secretId === keys.secretId ? "sameKey" : undefined;
}

async function tryUpload(examination: Examination, { uploads, cos }: ExaminedParts): Promise<Finding> {
  const { texts } = examination;
  const { file, body } = testFile(examination);
  const key = uploads.createObjectKey(file.ext, DOCTOR_FOLDER);
  const { contentType, maxBytes } = file;
  try {
    const { uploadToken } = await uploads.start({
      key,
      size: body.length,
      contentType,
      maxBytes,
      owner: DOCTOR_FOLDER,
    });
    const upload = await uploads.find(uploadToken, DOCTOR_FOLDER);
    try {
      const rejection = await sendPart(examination, uploads, upload, body);
      if (rejection !== undefined) return rejection;
      await uploads.list(upload);
      const { status } = await uploads.complete(upload);
      if (status === "completing") return finding("parts", "note", texts.parts.slow(key));
      await cos.deleteObject(key);
      await findUnfinished(cos, examination.config);
      return finding("parts", "ok", texts.parts.well(key));
    } finally {
      // Without effect after a completion.
      await uploads.abort(upload).catch(() => {});
    }
  } catch (error) {
    const failure = findCause(error, CosCallError);
    if (failure === undefined) throw error;
    const isDenied = failure.status === 403;
    const advice = isDenied ? texts.missingAction(`name/cos:${failure.action}`) : texts.cosAdvice.other;
    return finding("parts", "wrong", texts.refused(failure.message, advice));
  }
}

type Upload = Parameters<MultipartUploads["signParts"]>[0];

/** Sends the part with a copy source, then as it is. Returns what is wrong, if anything is. */
async function sendPart(
  examination: Examination,
  uploads: MultipartUploads,
  upload: Upload,
  body: string,
): Promise<Finding | undefined> {
  const { texts, bucket } = examination;
  const [part] = (await uploads.signParts(upload, [1])).parts;
  if (part === undefined) throw new Error("the server signed no part");
  const { uploadUrl, headers } = part;
  const host = bucket.scheme === "http" ? bucket.host : bucketHost(bucket.name, bucket.region);
  const copySource = { "x-cos-copy-source": `${host}/${urlEncodePath(upload.key)}` };
  const copied = await requestBucket(examination, uploadUrl, {
    method: "PUT",
    headers: { ...headers, ...copySource },
    body,
  });
  // Without the right to copy, COS does not look for the source; with it, the source is missing.
  const isCopy = (copied.status === 200 && copied.code === "") || copied.status === 404;
  if (isCopy) return finding("parts", "wrong", texts.parts.copied(wordsOf(copied)));
  const stored = await requestBucket(examination, uploadUrl, { method: "PUT", headers, body });
  if (stored.status === 200) return undefined;
  const advice = bucketAdvice(texts, "name/cos:UploadPart", stored);
  return finding("parts", "wrong", texts.refused(wordsOf(stored), advice));
}

/** The first page is enough to see whether it is allowed. */
async function findUnfinished(cos: CosCalls, { uploadPrefix }: Config): Promise<void> {
  for await (const _ of cos.listUnfinished(`${uploadPrefix}/`)) return;
}
