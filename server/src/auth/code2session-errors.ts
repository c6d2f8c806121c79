import { ProblemError } from "../errors.ts";

/** "Too frequent" counts by the minute. */
const FREQUENCY_RETRY_SECONDS = 60;
const UNAVAILABLE_RETRY_SECONDS = 5;
const MAX_ERRMSG_CHARACTERS = 200;

/** What is wrong with the server's own set-up, and what to do, for the log. */
const SETUP_FAULTS: ReadonlyMap<number, string> = new Map([
  [40013, "WECHAT_APP_ID is no AppID that WeChat knows; copy it from the WeChat console"],
  [40125, "WECHAT_APP_SECRET is not the secret of WECHAT_APP_ID; copy it again, or reset it in the WeChat console"],
  [40164, "this machine's address is not on the IP allow-list of the WeChat console; add it there"],
  [41002, "WECHAT_APP_ID did not arrive at WeChat; see what a proxy does to the query"],
  [41004, "WECHAT_APP_SECRET did not arrive at WeChat; see what a proxy does to the query"],
]);

/** What WeChat answered instead of a user, for the log. */
export class Code2SessionError extends Error {
  override readonly name = "Code2SessionError";
  readonly errcode: number;

  constructor(errcode: number, errmsg: string) {
    super(`code2Session: errcode ${errcode}, ${errmsg.slice(0, MAX_ERRMSG_CHARACTERS)}`);
    this.errcode = errcode;
  }
}

/**
 * The problem behind an errcode of code2Session. What the mini program can act on has a code of its own; what the operator can
 * act on is for the log; the rest is WeChat's.
 */
export function code2SessionError(errcode: number, errmsg: string): ProblemError {
  switch (errcode) {
    case 40029:
    case 41008:
      return new ProblemError("invalid_login_code", "WeChat does not know the code; call wx.login for a new one", {
        field: "code",
      });
    case 40163:
      return new ProblemError("login_code_used", "the code was used before; call wx.login for a new one", {
        field: "code",
      });
    case 40226:
      return new ProblemError("login_refused", "WeChat refuses to log this user in");
    case 45011:
      return new ProblemError("login_too_frequent", "WeChat takes no more logins of this user for now", {
        headers: { "Retry-After": String(FREQUENCY_RETRY_SECONDS) },
      });
  }
  const cause = new Code2SessionError(errcode, errmsg);
  const fault = SETUP_FAULTS.get(errcode);
  if (fault === undefined) return loginUnavailable(cause);
  return new ProblemError("internal_error", "the failure is in the server's log", {
    cause: new Error(fault, { cause }),
  });
}

/** WeChat did not answer, or not so that it can be understood. @param cause for the log */
export function loginUnavailable(cause: unknown): ProblemError {
  return new ProblemError("login_unavailable", "WeChat's login is not at hand; try again with a new code", {
    headers: { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) },
    cause,
  });
}
