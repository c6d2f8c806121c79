import type { CancelSignal } from "./cancel-signal";
import { parseJsonObject } from "./json-object";
import { readSignature, type Signature, type SignedMethod, signatureMismatch } from "./sign-answer";
import { signError } from "./sign-error";
import type { UploaderOptions } from "./uploader-options";

/** A signature whose last seconds are not begun with: at most half a minute, at most a tenth of its life. */
const RENEWAL_MS = 30_000;
const RENEWAL_SHARE = 0.1;

/** What a signature is asked for. */
export interface SignRequest {
  readonly method: SignedMethod;
  readonly extension: string;
  readonly bytes: number;
  /** MD5 in Base64, for PUT only: COS then refuses other bytes. */
  readonly md5?: string | undefined;
}

/** A signature and when it ends, by the platform's clock: the phone's date may be wrong. */
export interface HeldSignature extends Signature {
  /** From here on nothing new is begun with it. */
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

/**
 * Asks the signing server for signatures of files of one method, and believes nothing that it has not checked. Gives them in order.
 *
 * @param requests 1 to 20: one is asked for by GET, several by one POST
 * @throws {UploadError} stage `sign` for an answer that refuses or makes no sense; what the platform throws otherwise
 */
export async function requestSignatures(
  { platform, serverUrl, signTimeoutMs: timeoutMs = 10_000 }: UploaderOptions,
  requests: readonly SignRequest[],
  signal: CancelSignal,
): Promise<HeldSignature[]> {
  const method = requests[0]?.method ?? "post";
  const url = serverUrl.replace(/\/*$/, method === "put" ? "/put-sign" : "/post-policy");
  const files = requests.map(({ extension: ext, bytes: size, md5 }) => ({ ext, size, md5 }));
  const isBatch = files.length > 1;
  const response = await platform.request(
    isBatch
      ? {
          method: "POST",
          url: `${url}/batch`,
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ files }),
          timeoutMs,
        }
      : { method: "GET", url: `${url}?${toQuery(files[0])}`, headers: {}, timeoutMs },
    signal,
  );
  const nowMs = platform.nowMs();
  const answer = parseJsonObject(response.body);
  const uploads = isBatch ? answer?.["uploads"] : [answer];
  if (response.status !== 200 || !Array.isArray(uploads) || uploads.length !== files.length) {
    throw signError(response, answer);
  }
  const keys = new Set<string>();
  return uploads.map((upload: unknown) => {
    const signature = readSignature(upload, method);
    if (!signature) throw signError(response, answer);
    if (keys.has(signature.objectKey)) throw signatureMismatch();
    keys.add(signature.objectKey);
    return hold(signature, nowMs);
  });
}

function toQuery(file: object = {}): string {
  const given = Object.entries(file).filter(([, value]) => value);
  return given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

function hold(signature: Signature, nowMs: number): HeldSignature {
  const lifeMs = signature.expiresInSeconds * 1000;
  const expiresAtMs = nowMs + lifeMs;
  return { ...signature, expiresAtMs, renewAtMs: expiresAtMs - Math.min(RENEWAL_MS, lifeMs * RENEWAL_SHARE) };
}
