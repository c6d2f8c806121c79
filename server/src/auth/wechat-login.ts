import type { Owner } from "../owner.ts";
import type { Code2Session } from "./code2session.ts";
import type { IssuedToken, SessionTokens } from "./session-tokens.ts";

/** The result of a login: a token and its owner. */
export interface LoggedIn extends IssuedToken {
  readonly owner: Owner;
}

/** Exchanges a login code for a session token. Rejects with a ProblemError. */
export type LogIn = (code: string) => Promise<LoggedIn>;

export interface WechatLoginOptions {
  readonly code2Session: Code2Session;
  readonly ownerSegment: (id: string) => Owner;
  readonly tokens: SessionTokens;
}

/** Creates the login: code → openid → owner → token. The openid does not leave this function. */
export function createWechatLogin({ code2Session, ownerSegment, tokens }: WechatLoginOptions): LogIn {
  return async (code) => {
    const owner = ownerSegment(await code2Session(code));
    return { owner, ...(await tokens.issue(owner)) };
  };
}
