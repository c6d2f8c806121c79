import { type CancelScope, createCancelScope } from "./cancel-scope";
import type { HttpResponse, LoginPlatform } from "./platform";
import { parseJsonObject } from "./response-error";
import { signError } from "./signature";
import { createTimedLoginPlatform } from "./timed-platform";
import type { Authorize } from "./uploader-options";
import { createLoginPlatform } from "./wechat-platform";

export interface WechatLoginOptions {
  /** The signing server, the same as the uploader's. */
  readonly serverUrl: string;
  /** How long each of the login's two steps may take, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** @default WeChat's own */
  readonly platform?: LoginPlatform;
}

/**
 * Creates an `authorize` function that logs the user in at a signing server with `AUTH=wechat`.
 *
 * It logs in only after a 401 response, and keeps the token until the server rejects it. A server without a login of its own responds
 * 404; uploads then continue without a token. Only one login runs at a time. All uploaders that share the function wait for it, and it
 * continues when one of them cancels.
 *
 * A code works once and for five minutes. If the server rejects a code with 400, the function tries one fresh code.
 *
 * @throws {TypeError} outside of a mini program, without the option `platform`
 * @returns a function that rejects with an {@link UploadError}: `login_failed`, or the code of a response that cannot be read
 * @example
 * const serverUrl = "https://sign.example.com";
 * const uploader = createWechatUploader({ serverUrl, authorize: createWechatLogin({ serverUrl }) });
 */
export function createWechatLogin({
  serverUrl,
  timeoutMs: timeout = 10_000,
  platform: untimedPlatform = createLoginPlatform(),
}: WechatLoginOptions): Authorize {
  const platform = createTimedLoginPlatform(untimedPlatform);
  const nobody: Promise<string | undefined> = Promise.resolve(undefined);
  /** The last login, or the one under way. */
  let login = nobody;

  async function exchange(scope: CancelScope): Promise<HttpResponse> {
    const code = await platform.loginCode(scope, timeout);
    return platform.request(scope, {
      method: "POST",
      url: serverUrl.replace(/\/*$/, "/login"),
      header: { "Content-Type": "application/json" },
      data: JSON.stringify({ code }),
      timeout,
    });
  }

  async function logIn(): Promise<string | undefined> {
    const scope = createCancelScope();
    let response = await exchange(scope);
    if (response.statusCode === 400) response = await exchange(scope);
    if (response.statusCode === 404) return undefined;
    const { token, expiresInSeconds } = parseJsonObject(response.data) ?? {};
    const isSession = token && typeof token === "string" && typeof expiresInSeconds === "number";
    if (response.statusCode === 200 && isSession) return token;
    throw signError(response, "login_failed");
  }

  return async (rejectedToken) => {
    const current = login;
    const token = await current;
    const isRejected = rejectedToken !== undefined && (token === undefined || token === rejectedToken);
    // Another request's 401 may have started a new login in the meantime.
    if (isRejected && login === current) {
      login = logIn().catch((error) => {
        login = nobody;
        throw error;
      });
    }
    return login;
  };
}
