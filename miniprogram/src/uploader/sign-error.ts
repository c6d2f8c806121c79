import { parseJsonObject, textOf } from "./json-object";
import type { HttpResponse } from "./platform";
import { retryAfterMs } from "./retry-after";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** What an answer of the signing server is that holds no signature: each kind has its code. */
export function signError(response: HttpResponse): UploadError {
  const { status, headers, body } = response;
  const answer = parseJsonObject(body) ?? {};
  const code = codeOf(status, body, answer["code"]);
  const quoted = textOf(answer["detail"]) ?? textOf(answer["message"]) ?? body.slice(0, 80);
  const remoteCode = code === "sign_refused" || code === "sign_answer_failure" ? answer["code"] : undefined;
  return new UploadError(code, "sign", `the signing server answered ${status} ${remoteCode ?? code}: ${quoted}`, {
    status,
    // Those who answer failures with 200 have numbers for codes.
    remoteCode: remoteCode === undefined ? undefined : String(remoteCode),
    requestId: textOf(answer["requestId"]) ?? headers["x-request-id"],
    retryAfterMs: retryAfterMs(headers),
  });
}

function codeOf(status: number, body: string, code: unknown): UploadErrorCode {
  if (status >= 400) return "sign_refused";
  if (status >= 300) return "sign_redirected";
  if (/^\s*</.test(body)) return "sign_answer_html";
  if (code !== undefined && code !== 0) return "sign_answer_failure";
  return /^\s*\{/.test(body) && parseJsonObject(body) === undefined ? "sign_answer_cut_off" : "bad_sign_answer";
}
