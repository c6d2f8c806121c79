import type { AccessToken } from "./authorized-request";
import type { CancelSignal } from "./cancel-signal";
import { parseJsonObject } from "./json-object";
import { renewalMs } from "./limits";
import { signError } from "./sign-error";
import type { UploaderOptions } from "./uploader-options";

/**
 * Logs the mini program's user in at the signing server, by WeChat. A code works once and for five minutes, so one that the server
 * does not take (400) is followed by a fresh one, once.
 *
 * @returns `undefined` where the server has no login of its own
 * @throws {UploadError} stage `sign`: `login_failed`, or what its answer is that makes no sense; what the platform throws otherwise
 */
export async function logIn(
  { platform, serverUrl, signTimeoutMs: timeoutMs = 10_000 }: UploaderOptions,
  signal: CancelSignal,
): Promise<AccessToken | undefined> {
  for (let mayRepeat = true; ; mayRepeat = false) {
    const code = await platform.loginCode(timeoutMs, signal);
    const response = await platform.request(
      {
        method: "POST",
        url: serverUrl.replace(/\/*$/, "/login"),
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code }),
        timeoutMs,
      },
      signal,
    );
    const { status, body } = response;
    if (status === 404) return undefined;
    if (status === 400 && mayRepeat) continue;
    const answer = parseJsonObject(body);
    const { token, expiresInSeconds } = answer ?? {};
    if (status !== 200 || typeof token !== "string" || typeof expiresInSeconds !== "number") {
      throw signError(response, answer, "login_failed");
    }
    return { token, renewAtMs: platform.nowMs() + renewalMs(expiresInSeconds * 1000) };
  }
}
