import type { JsonObject } from "./json-object";
import type { HttpResponse } from "./platform";
import { retryAfterMs } from "./retry-after";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** What an answer of the signing server is that holds no signature: each kind has its code. */
export function signError({ status, headers, body }: HttpResponse, answer: JsonObject | undefined): UploadError {
  const { code: remoteCode, detail, message, requestId = headers["x-request-id"] } = answer ?? {};
  const code = codeOf(status, body, answer);
  return new UploadError(code, "sign", `${status} ${detail ?? message ?? body.slice(0, 80)}`, {
    status,
    // Those who answer failures with 200 have numbers for codes.
    remoteCode: remoteCode && /refused|failure/.test(code) ? `${remoteCode}` : undefined,
    requestId: requestId === undefined ? undefined : `${requestId}`,
    retryAfterMs: retryAfterMs(headers),
  });
}

function codeOf(status: number, body: string, answer: JsonObject | undefined): UploadErrorCode {
  if (status >= 400) return "sign_refused";
  if (status >= 300) return "sign_redirected";
  if (/^\s*</.test(body)) return "sign_answer_html";
  if (answer?.["code"]) return "sign_answer_failure";
  return !answer && /^\s*\{/.test(body) ? "sign_answer_cut_off" : "bad_sign_answer";
}
