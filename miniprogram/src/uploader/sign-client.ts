import type { CancelSignal } from "./cancel-signal";
import type { Job } from "./job";
import { parseJsonObject } from "./json-object";
import { readSignature, type Signature, signatureMismatch } from "./sign-answer";
import { signError } from "./sign-error";
import type { UploaderOptions } from "./uploader-options";

/**
 * Asks the signing server for signatures, and believes nothing that it has not checked. Gives them in order.
 *
 * @param jobs 1 to 20 whose files are known and go by one method: one is asked for by GET, several by one POST
 * @throws {UploadError} stage `sign` for an answer that refuses or makes no sense; what the platform throws otherwise
 */
export async function requestSignatures(
  { platform, serverUrl, signTimeoutMs: timeoutMs = 10_000 }: UploaderOptions,
  jobs: readonly Job[],
  signal: CancelSignal,
): Promise<Signature[]> {
  const method = jobs[0]?.file?.method ?? "post";
  const files = jobs.map(({ file }) => ({ ext: file?.extension, size: file?.bytes, md5: file?.md5 }));
  const isBatch = files.length > 1;
  const url = serverUrl.replace(/\/*$/, method === "put" ? "/put-sign" : "/post-policy");
  const response = await platform.request(
    {
      timeoutMs,
      ...(isBatch
        ? {
            method: "POST",
            url: `${url}/batch`,
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ files }),
          }
        : { method: "GET", url: url + files.map(queryOf), headers: {} }),
    },
    signal,
  );
  const answer = parseJsonObject(response.body);
  const uploads = isBatch ? answer?.["uploads"] : [answer];
  const signatures: Signature[] = [];
  if (response.status !== 200 || !Array.isArray(uploads) || uploads.length !== files.length) {
    throw signError(response, answer);
  }
  for (const upload of uploads) {
    const signature = readSignature(upload, method, platform.nowMs());
    if (!signature) throw signError(response, answer);
    if (signatures.some(({ objectKey }) => objectKey === signature.objectKey)) throw signatureMismatch();
    signatures.push(signature);
  }
  return signatures;
}

function queryOf({ ext, size, md5 }: Readonly<Record<"ext" | "size" | "md5", string | number | undefined>>): string {
  return `?ext=${ext}&size=${size}${md5 ? `&md5=${encodeURIComponent(md5)}` : ""}`;
}
