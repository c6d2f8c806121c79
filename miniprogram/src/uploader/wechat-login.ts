import { type CancelScope, createCancelScope } from "./cancel-scope";
import type { HttpResponse, LoginPlatform } from "./platform";
import { parseJsonObject } from "./response-error";
import { signError } from "./signature";
import { createTimedLoginPlatform } from "./timed-platform";
import type { Authorize } from "./uploader-options";
import { createLoginPlatform } from "./wechat-platform";

export interface WechatLoginOptions {
  /** The signing server, as the uploader has it. */
  readonly serverUrl: string;
  /** How long each of the login's two steps may take. @default 10000 */
  readonly timeoutMs?: number;
  /** @default WeChat's own */
  readonly platform?: LoginPlatform;
}

/**
 * Logs the mini program's user in at a signing server with `AUTH=wechat`: `createWechatUploader({ serverUrl, authorize:
 * createWechatLogin({ serverUrl }) })`. Nobody is logged in until the server asks for it, by a 401; nobody is where the server has no
 * login of its own (404). Its token is kept until the server refuses it. There is one login at a time, for all who wait, of however
 * many uploaders: it goes on when one of them cancels.
 *
 * A code works once and for five minutes, so one that the server does not take (400) is followed by a fresh one, once.
 *
 * @throws {UploadError} by what it gives: `login_failed`, or what the server's answer is that makes no sense
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
    let answer = await exchange(scope);
    if (answer.statusCode === 400) answer = await exchange(scope);
    if (answer.statusCode === 404) return undefined;
    const { token, expiresInSeconds } = parseJsonObject(answer.data) ?? {};
    const isSession = token && typeof token === "string" && typeof expiresInSeconds === "number";
    if (answer.statusCode === 200 && isSession) return token;
    throw signError(answer, "login_failed");
  }

  return async (refusedToken) => {
    const own = login;
    const token = await own;
    const isRefused = refusedToken !== undefined && (token === undefined || token === refusedToken);
    // Unless another request's 401 has led to a new one since.
    if (isRefused && login === own) {
      login = logIn().catch((error) => {
        login = nobody;
        throw error;
      });
    }
    return login;
  };
}
