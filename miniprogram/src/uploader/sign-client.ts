import type { CancelSignal } from "./cancel-signal";
import { parseJsonObject } from "./json-object";
import { readSignature, type Signature, type SignedMethod, signatureMismatch } from "./sign-answer";
import { signError } from "./sign-error";
import type { UploaderOptions } from "./uploader-options";

/** What a signature is asked for. */
export interface SignRequest {
  readonly method: SignedMethod;
  readonly extension: string;
  readonly bytes: number;
  /** MD5 in Base64, for PUT only: COS then refuses other bytes. */
  readonly md5?: string | undefined;
}

/**
 * Asks the signing server for signatures, and believes nothing that it has not checked. Gives them in order.
 *
 * @param requests 1 to 20 of one method: one is asked for by GET, several by one POST
 * @throws {UploadError} stage `sign` for an answer that refuses or makes no sense; what the platform throws otherwise
 */
export async function requestSignatures(
  { platform, serverUrl, signTimeoutMs: timeoutMs = 10_000 }: UploaderOptions,
  requests: readonly SignRequest[],
  signal: CancelSignal,
): Promise<Signature[]> {
  const method = requests[0]?.method ?? "post";
  const files = requests.map(({ extension: ext, bytes: size, md5 }) => ({ ext, size, md5 }));
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
        : { method: "GET", url: `${url}?${files.map(queryOf)}`, headers: {} }),
    },
    signal,
  );
  const answer = parseJsonObject(response.body);
  const uploads = isBatch ? answer?.["uploads"] : [answer];
  const nowMs = platform.nowMs();
  const signatures: Signature[] = [];
  const isWhole = response.status === 200 && Array.isArray(uploads) && uploads.length === files.length;
  if (!isWhole) throw signError(response, answer);
  for (const upload of uploads) {
    const signature = readSignature(upload, method, nowMs);
    if (!signature) throw signError(response, answer);
    if (signatures.some(({ objectKey }) => objectKey === signature.objectKey)) throw signatureMismatch();
    signatures.push(signature);
  }
  return signatures;
}

function queryOf({ ext, size, md5 }: { ext: string; size: number; md5?: string | undefined }): string {
  return `ext=${ext}&size=${size}${md5 ? `&md5=${encodeURIComponent(md5)}` : ""}`;
}
