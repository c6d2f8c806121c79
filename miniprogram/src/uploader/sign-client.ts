import type { CancelSignal } from "./cancel-signal";
import type { HttpResponse, Platform } from "./platform";
import {
  type FormSignature,
  type PutSignature,
  readPostPolicyAnswer,
  readProblem,
  readPutSignAnswer,
} from "./sign-answer";
import { UploadError } from "./upload-error";

/** What a signature is asked for. */
export interface SignRequest {
  readonly extension: string;
  readonly bytes: number;
  /** MD5 in Base64, for PUT only: COS then refuses other bytes. */
  readonly md5?: string | undefined;
}

/** A signature and when it ends, by the platform's clock: the phone's date may be wrong. */
export type Expiring<Signature> = Signature & { readonly expiresAtMs: number };

export interface SignClient {
  /** @throws {UploadError} stage `sign` for an answer that refuses or makes no sense; what the platform throws otherwise */
  signPut(request: SignRequest, signal: CancelSignal): Promise<Expiring<PutSignature>>;
  /** Like `signPut`, for a form. */
  signForm(request: SignRequest, signal: CancelSignal): Promise<Expiring<FormSignature>>;
}

export interface SignClientOptions {
  readonly platform: Platform;
  /** Where `/put-sign` and `/post-policy` are, without a slash at the end. */
  readonly serverUrl: string;
  readonly timeoutMs: number;
}

/** Asks the signing server for signatures, and believes nothing that it has not checked. */
export function createSignClient({ platform, serverUrl, timeoutMs }: SignClientOptions): SignClient {
  async function sign<Signature extends { expiresInSeconds: number }>(
    path: string,
    request: SignRequest,
    signal: CancelSignal,
    read: (body: string) => Signature | undefined,
  ): Promise<Expiring<Signature>> {
    const url = `${serverUrl}${path}?${signQuery(request)}`;
    const response = await platform.request({ method: "GET", url, headers: {}, timeoutMs }, signal);
    if (response.status >= 400) throw refusal(response);
    const signature = response.status === 200 ? read(response.body) : undefined;
    if (signature === undefined) throw badAnswer(response);
    return { ...signature, expiresAtMs: platform.nowMs() + signature.expiresInSeconds * 1000 };
  }
  return {
    signPut: (request, signal) => sign("/put-sign", request, signal, readPutSignAnswer),
    signForm: (request, signal) => sign("/post-policy", request, signal, readPostPolicyAnswer),
  };
}

function signQuery({ extension, bytes, md5 }: SignRequest): string {
  const query = `ext=${encodeURIComponent(extension)}&size=${bytes}`;
  return md5 === undefined ? query : `${query}&md5=${encodeURIComponent(md5)}`;
}

function refusal({ status, headers, body }: HttpResponse): UploadError {
  const problem = readProblem(body);
  const message = `the signing server refused: ${problem.code ?? status} ${problem.detail ?? ""}`.trim();
  return new UploadError("sign_refused", "sign", message, {
    status,
    remoteCode: problem.code,
    requestId: problem.requestId ?? headers["x-request-id"],
  });
}

function badAnswer({ status, headers, body }: HttpResponse): UploadError {
  const message = `the signing server's answer is not a signature: ${status} ${body.slice(0, 80)}`;
  return new UploadError("bad_sign_answer", "sign", message, { status, requestId: headers["x-request-id"] });
}
