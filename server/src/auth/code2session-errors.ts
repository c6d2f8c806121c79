import { ProblemError } from "../errors.ts";

/** WeChat counts "too frequent" by the minute. */
const FREQUENCY_RETRY_SECONDS = 60;
const UNAVAILABLE_RETRY_SECONDS = 5;
const MAX_ERRMSG_CHARACTERS = 200;

/** Faults of the server's configuration, and their remedies, for the log. */
const SETUP_FAULTS: ReadonlyMap<number, string> = new Map([
  [40013, "WeChat does not know WECHAT_APP_ID; copy it from the WeChat console"],
  [40125, "WECHAT_APP_SECRET is not the secret of WECHAT_APP_ID; copy it again, or reset it in the WeChat console"],
  [40164, "this machine's address is not on the IP allow-list of the WeChat console; add it there"],
  [41002, "WECHAT_APP_ID did not arrive at WeChat; check whether a proxy changes the query"],
  [41004, "WECHAT_APP_SECRET did not arrive at WeChat; check whether a proxy changes the query"],
]);

/** An error response of WeChat, for the log. */
export class Code2SessionError extends Error {
  override readonly name = "Code2SessionError";
  readonly errcode: number;

  constructor(errcode: number, errmsg: string) {
    super(`code2Session: errcode ${errcode}, ${errmsg.slice(0, MAX_ERRMSG_CHARACTERS)}`);
    this.errcode = errcode;
  }
}

/**
 * Converts an errcode of code2Session to a problem. Errors that the mini program can handle have their own codes. Errors that the operator
 * can fix go to the log. All others are failures of WeChat.
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
      return new ProblemError("login_refused", "WeChat rejects the login of this user");
    case 45011:
      return new ProblemError("login_too_frequent", "WeChat accepts no more logins by this user for now", {
        headers: { "Retry-After": String(FREQUENCY_RETRY_SECONDS) },
      });
  }
  const cause = new Code2SessionError(errcode, errmsg);
  const fault = SETUP_FAULTS.get(errcode);
  if (fault === undefined) return loginUnavailable(cause);
  return new ProblemError("internal_error", "the server log has the details", {
    cause: new Error(fault, { cause }),
  });
}

/** WeChat did not respond, or the response was not valid. @param cause for the log */
export function loginUnavailable(cause: unknown): ProblemError {
  return new ProblemError("login_unavailable", "WeChat's login is not available; try again with a new code", {
    headers: { "Retry-After": String(UNAVAILABLE_RETRY_SECONDS) },
    cause,
  });
}
