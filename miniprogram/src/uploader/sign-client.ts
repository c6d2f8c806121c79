import type { CancelSignal } from "./cancel-signal";
import { parseJsonObject } from "./json-object";
import type { HttpResponse, Platform } from "./platform";
import { readSignature, type Signature, type SignedMethod } from "./sign-answer";
import { signError } from "./sign-error";
import { UploadError } from "./upload-error";

/** Most files in one batch request. */
export const MAX_BATCH_FILES = 20;

/** A signature whose last seconds are not begun with: at most half a minute, at most a tenth of its life. */
const RENEWAL_MS = 30_000;
const RENEWAL_SHARE = 0.1;

const PATHS: Readonly<Record<SignedMethod, string>> = { put: "/put-sign", post: "/post-policy" };

/** What a signature is asked for. */
export interface SignRequest {
  readonly method: SignedMethod;
  readonly extension: string;
  readonly bytes: number;
  /** MD5 in Base64, for PUT only: COS then refuses other bytes. */
  readonly md5?: string;
}

/** A signature and when it ends, by the platform's clock: the phone's date may be wrong. */
export interface HeldSignature extends Signature {
  /** From here on nothing new is begun with it. */
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

export interface SignClient {
  /**
   * Signatures of 1 to 20 files of one method, in their order: of one file by GET, of several by one POST.
   *
   * @throws {UploadError} stage `sign` for an answer that refuses or makes no sense; what the platform throws otherwise
   */
  sign(requests: readonly SignRequest[], signal: CancelSignal): Promise<HeldSignature[]>;
}

export interface SignClientOptions {
  readonly platform: Platform;
  /** Where `/put-sign` and `/post-policy` are, without a slash at the end. */
  readonly serverUrl: string;
  readonly timeoutMs: number;
}

/** Asks the signing server for signatures, and believes nothing that it has not checked. */
export function createSignClient({ platform, serverUrl, timeoutMs }: SignClientOptions): SignClient {
  function send(requests: readonly SignRequest[], path: string, signal: CancelSignal): Promise<HttpResponse> {
    const url = `${serverUrl}${path}`;
    const files = requests.map(({ extension, bytes, md5 }) => ({ ext: extension, size: bytes, ...(md5 && { md5 }) }));
    if (files.length === 1) {
      const query = Object.entries(files[0] ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      return platform.request({ method: "GET", url: `${url}?${query.join("&")}`, headers: {}, timeoutMs }, signal);
    }
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ files });
    return platform.request({ method: "POST", url: `${url}/batch`, headers, body, timeoutMs }, signal);
  }

  return {
    async sign(requests, signal) {
      const method = requests[0]?.method ?? "post";
      const response = await send(requests, PATHS[method], signal);
      const signatures = readSignatures(response, method, requests.length);
      const nowMs = platform.nowMs();
      return signatures.map((signature) => hold(signature, nowMs));
    },
  };
}

function readSignatures(response: HttpResponse, method: SignedMethod, count: number): Signature[] {
  const answer = response.status === 200 ? parseJsonObject(response.body) : undefined;
  const uploads = count === 1 ? [answer] : answer?.["uploads"];
  if (!Array.isArray(uploads) || uploads.length !== count) throw signError(response);
  const signatures: Signature[] = [];
  for (const upload of uploads) {
    const signature = readSignature(upload, method);
    if (signature === undefined) throw signError(response);
    if (signature === "mismatch" || signatures.some(({ objectKey }) => objectKey === signature.objectKey)) {
      throw new UploadError("signature_mismatch", "sign", "the signing server signed for another key, host or type");
    }
    signatures.push(signature);
  }
  return signatures;
}

function hold(signature: Signature, nowMs: number): HeldSignature {
  const lifeMs = signature.expiresInSeconds * 1000;
  const expiresAtMs = nowMs + lifeMs;
  return { ...signature, expiresAtMs, renewAtMs: expiresAtMs - Math.min(RENEWAL_MS, lifeMs * RENEWAL_SHARE) };
}
