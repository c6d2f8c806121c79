import type { Owner } from "../owner.ts";
import type { Code2Session } from "./code2session.ts";
import type { IssuedToken, SessionTokens } from "./session-tokens.ts";

/** What a login gives: a token, and whose it is. */
export interface LoggedIn extends IssuedToken {
  readonly owner: Owner;
}

/** Logs the holder of a login code in. Rejects with a ProblemError. */
export type LogIn = (code: string) => Promise<LoggedIn>;

export interface WechatLoginOptions {
  readonly code2Session: Code2Session;
  readonly ownerSegment: (id: string) => Owner;
  readonly tokens: SessionTokens;
}

/** Code → openid → owner → token. The openid goes no further than this. */
export function createWechatLogin({ code2Session, ownerSegment, tokens }: WechatLoginOptions): LogIn {
  return async (code) => {
    const owner = ownerSegment(await code2Session(code));
    return { owner, ...(await tokens.issue(owner)) };
  };
}
