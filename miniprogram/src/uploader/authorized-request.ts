import type { Work } from "./cancellable";
import type { HttpAnswer, HttpRequest } from "./platform";
import { withTimeLimit } from "./time-limit";
import { asUploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/**
 * Sends a request in the name of who is logged in: with the token that `authorize` gives. One that the server refuses is told to it, and
 * the request repeated with what it gives then; a second 401 is the answer.
 *
 * @param work what the request is for
 * @throws {UploadError} `login_failed` where `authorize` fails
 */
export async function authorizedRequest(
  options: UploaderOptions,
  request: Pick<HttpRequest, "method" | "url" | "data">,
  work: Work,
  refused?: string,
): Promise<HttpAnswer> {
  const { platform, authorize, signTimeoutMs: timeout = 10_000, authorizeTimeoutMs = 4 * timeout } = options;
  let token: string | undefined;
  try {
    const ask = authorize && (() => authorize(refused));
    token = await (ask && withTimeLimit(work, platform, authorizeTimeoutMs, "authorize: no result", ask));
  } catch (cause) {
    throw asUploadError(cause, "sign", "login_failed");
  }
  const header = { ...(token && { Authorization: `Bearer ${token}` }) };
  const answer = await platform.request(work, { ...request, header, timeout });
  const mayRepeat = answer.statusCode === 401 && authorize && refused === undefined;
  return mayRepeat ? authorizedRequest(options, request, work, token ?? "") : answer;
}
