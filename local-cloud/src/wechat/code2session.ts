import { createLoginCodes, openidOf } from "./login-codes.ts";

/**
 * The errors of code2Session that are modelled. Their responses all have status 200.
 *
 * @see https://developers.weixin.qq.com/miniprogram/dev/server/API/user-login/api_code2session
 */
export const WECHAT_ERRORS = {
  busy: { errcode: -1, errmsg: "system error" },
  invalidAppId: { errcode: 40013, errmsg: "invalid appid" },
  invalidCode: { errcode: 40029, errmsg: "invalid code" },
  invalidSecret: { errcode: 40125, errmsg: "invalid appsecret" },
  usedCode: { errcode: 40163, errmsg: "code been used" },
  blockedUser: { errcode: 40226, errmsg: "code blocked" },
  missingAppId: { errcode: 41002, errmsg: "appid missing" },
  missingSecret: { errcode: 41004, errmsg: "appsecret missing" },
  missingCode: { errcode: 41008, errmsg: "missing code" },
  tooFrequent: { errcode: 45011, errmsg: "api minute-quota reach limit, please retry next minute" },
} as const;

/** Name of an error in {@link WECHAT_ERRORS}. */
export type WechatError = keyof typeof WECHAT_ERRORS;

/** Options of the stand-in for code2Session. */
export interface Code2SessionOptions {
  readonly appId: string;
  readonly appSecret: string;
  /** Largest number of logins of one user in a minute. @default 100, from older documents of WeChat */
  readonly maxLoginsPerMinute?: number;
  /** The current time in Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
}

/** Body of a response of code2Session. */
export type Code2SessionResponse =
  | { readonly openid: string; readonly session_key: string }
  | { readonly errcode: number; readonly errmsg: string };

/** Creates a function that returns code2Session's response to a query. */
export function createCode2Session(options: Code2SessionOptions): (query: URLSearchParams) => Code2SessionResponse {
  const { appId, appSecret, maxLoginsPerMinute = 100, now, randomBytes } = options;
  const redeem = createLoginCodes(now);
  let minute = { start: 0, logins: new Map<string, number>() };

  return (query) => {
    const error = findQueryError(query);
    if (error !== undefined) return WECHAT_ERRORS[error];
    const redeemed = redeem(query.get("js_code") ?? "");
    if ("rejected" in redeemed) return WECHAT_ERRORS[redeemed.rejected === "used" ? "usedCode" : "invalidCode"];
    if (countLogin(redeemed.device) > maxLoginsPerMinute) return WECHAT_ERRORS.tooFrequent;
    return { openid: openidOf(appId, redeemed.device), session_key: randomBytes(16).toString("base64") };
  };

  function findQueryError(query: URLSearchParams): WechatError | undefined {
    if (!query.get("appid")) return "missingAppId";
    if (!query.get("secret")) return "missingSecret";
    if (!query.get("js_code")) return "missingCode";
    if (query.get("appid") !== appId) return "invalidAppId";
    return query.get("secret") === appSecret ? undefined : "invalidSecret";
  }

  function countLogin(device: string): number {
    const start = Math.floor(now() / 60_000);
    if (minute.start !== start) minute = { start, logins: new Map() };
    const count = (minute.logins.get(device) ?? 0) + 1;
    minute.logins.set(device, count);
    return count;
  }
}
