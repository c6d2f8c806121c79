import { asUploadError } from "./as-upload-error";
import type { CancelScope } from "./cancel-scope";
import type { HttpRequest, HttpResponse } from "./platform";
import { withTimeLimit } from "./time-limit";
import type { UploaderOptions } from "./uploader-options";

/**
 * Sends a request to the signing server with the token from `authorize`. After a 401, it passes the rejected token to `authorize` and
 * repeats the request once with the new token.
 *
 * @param scope what the request is part of
 * @param rejectedToken the token that the server rejected; `""` if there was none
 * @throws {UploadError} `login_failed` if `authorize` fails, `timeout` if it takes too long
 */
export async function authorizedRequest(
  options: UploaderOptions,
  request: Pick<HttpRequest, "method" | "url" | "header" | "data">,
  scope: CancelScope,
  rejectedToken?: string,
): Promise<HttpResponse> {
  const { platform, authorize, signTimeoutMs: timeout = 10_000 } = options;
  const token = await requestToken(options, scope, rejectedToken);
  const header = { ...request.header, ...(token && { Authorization: `Bearer ${token}` }) };
  const response = await platform.request(scope, { ...request, header, timeout });
  const mayRepeat = response.statusCode === 401 && authorize !== undefined && rejectedToken === undefined;
  return mayRepeat ? authorizedRequest(options, request, scope, token ?? "") : response;
}

/**
 * Calls `authorize`, if there is one.
 *
 * @throws {UploadError} `login_failed` if it fails, `timeout` if it takes too long
 */
export async function requestToken(
  { platform, authorize, signTimeoutMs = 10_000, authorizeTimeoutMs = 4 * signTimeoutMs }: UploaderOptions,
  scope: CancelScope,
  rejectedToken?: string,
): Promise<string | undefined> {
  if (authorize === undefined) return undefined;
  try {
    const call = () => authorize(rejectedToken);
    return await withTimeLimit(scope, platform, authorizeTimeoutMs, "authorize: no result", call);
  } catch (cause) {
    throw asUploadError(cause, "sign", "login_failed");
  }
}
