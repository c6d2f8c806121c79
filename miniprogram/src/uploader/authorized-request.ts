import type { CancelSignal } from "./cancel-signal";
import { logIn } from "./log-in";
import type { Platform } from "./platform";
import { PlatformError } from "./platform-error";
import type { Authorize, UploaderOptions } from "./uploader-options";

/** What the signing server knows somebody by. It is sent to that server, and to nobody else. */
export interface AccessToken {
  readonly token: string;
  /** From here on it is not sent any more, by the platform's clock. */
  readonly renewAtMs: number;
}

/**
 * Requests to the signing server, in the name of who is logged in. Nobody is until the server wants it, by a 401, or `authorize` is
 * given. From then on there is a token: one login for all requests that wait, before it ends and when the server refuses it.
 * A request is repeated once; a second 401 is the answer.
 *
 * @param signal gives a login up. A request's own signal does not, as others wait for the same one
 * @throws {UploadError} what {@link logIn} throws
 * @throws {PlatformError} what the platform throws, and `login_failed` where `authorize` gives no token
 */
export function createAuthorizedRequest(options: UploaderOptions, signal: CancelSignal): Platform["request"] {
  const { platform, authorize } = options;
  let current: AccessToken | undefined;
  let login: Promise<void> | undefined;

  function renew(): Promise<void> {
    login = login ?? begin();
    return login;
  }

  async function begin(): Promise<void> {
    try {
      current = await (authorize ? askFor(authorize, current) : logIn(options, signal));
    } finally {
      login = undefined;
    }
  }

  return async (request, requestSignal) => {
    const send = () => {
      const headers = { ...request.headers, ...(current && { Authorization: `Bearer ${current.token}` }) };
      return platform.request({ ...request, headers }, requestSignal);
    };
    if (current ? platform.nowMs() >= current.renewAtMs : authorize) await renew();
    const sent = current;
    const response = await send();
    if (response.status !== 401) return response;
    // Unless another request's 401 has led to a new one since.
    if (current === sent) await renew();
    return current ? send() : response;
  };
}

async function askFor(authorize: Authorize, refused: AccessToken | undefined): Promise<AccessToken> {
  try {
    const token = await authorize(refused?.token);
    // What JavaScript gives is not held to the type.
    if (!token || typeof token !== "string") throw new TypeError("authorize() gave no token");
    return { token, renewAtMs: Number.POSITIVE_INFINITY };
  } catch (cause) {
    throw new PlatformError("login_failed", String(cause), cause);
  }
}
