import {
  type Authentication,
  type AuthenticationEffects,
  jwtAuthentication,
  wechatAuthentication,
} from "../auth/create-authentication.ts";
import { CODE2SESSION_URL, type KeysFailure } from "../auth/index.ts";
import type { AuthConfig, WechatConfig } from "../config/auth-config.ts";
import type { ReadinessCheck } from "../observability/readiness-check.ts";
import type { LocalServices } from "./local-services.ts";

/** The running login of users. */
export interface Login {
  /** The part that `createApp` needs; empty without a login. */
  readonly app: Partial<Pick<Authentication, "authenticator" | "logIn">> & { readonly isLoginOptional?: boolean };
  readonly readinessChecks: readonly ReadinessCheck[];
  /** Secrets that must not appear in any log. */
  readonly secrets: readonly string[];
  /** A sentence for the person who started the server; `undefined` without a login. */
  readonly description: string | undefined;
  /** Returns a command that tries the server. */
  readonly tryWith: (serverUrl: string) => string;
  readonly close: () => Promise<void>;
}

export interface LoginEffects extends AuthenticationEffects {
  readonly randomBytes: (bytes: number) => Buffer;
  /** @default none, as in production */
  readonly startLocalWechat?: LocalServices["startWechat"] | undefined;
}

/** A public constant that stays the same after a restart. It only names folders of the stand-in's users, in a local bucket. */
const LOCAL_OWNER_KEY = "the-owner-key-of-the-stand-in-which-hides-nobody";

/** Creates the configured login. With AUTH=wechat and no secret, it also starts the stand-in for WeChat. */
export async function createLoginFromConfig(auth: AuthConfig, effects: LoginEffects): Promise<Login> {
  const close = async () => {};
  switch (auth.mode) {
    case "none":
      return {
        app: {},
        readinessChecks: [],
        secrets: [],
        description: undefined,
        tryWith: tryWithoutToken,
        close,
      };
    case "wechat":
      return openWechatLogin(auth, effects);
    case "jwt": {
      const { readinessChecks, ...app } = jwtAuthentication(auth, effects);
      const secrets = [auth.ownerKey, ...("secret" in auth.keys ? [auth.keys.secret] : [])];
      return { app, readinessChecks, secrets, description: `tokens from ${auth.issuer}`, tryWith: tryWithToken, close };
    }
  }
}

async function openWechatLogin(
  { appId, sessionSeconds, isLoginOptional, wechat }: WechatConfig,
  effects: LoginEffects,
): Promise<Login> {
  if (wechat !== undefined) {
    const { readinessChecks, ...app } = wechatAuthentication(
      { appId, sessionSeconds, url: CODE2SESSION_URL, ...wechat },
      effects,
    );
    const secrets = [wechat.appSecret, wechat.ownerKey, ...wechat.sessionKeys];
    const description = `wx.login of ${appId}`;
    return { app, readinessChecks, secrets, description, tryWith: tryWithToken, close: async () => {} };
  }
  if (effects.startLocalWechat === undefined) {
    throw new Error("this installation has no stand-in for WeChat's login; set WECHAT_APP_SECRET");
  }
  const localWechat = await effects.startLocalWechat({ appId });
  // A restart ends all sessions; the mini program logs in again by itself.
  const sessionKey = effects.randomBytes(32).toString("hex");
  const { readinessChecks, ...app } = wechatAuthentication(
    {
      appId,
      sessionSeconds,
      url: localWechat.url,
      appSecret: localWechat.appSecret,
      sessionKeys: [sessionKey],
      ownerKey: LOCAL_OWNER_KEY,
    },
    effects,
  );
  const description = "wx.login at a local stand-in: any code logs in once, without a WeChat account";
  return {
    app: { ...app, isLoginOptional },
    readinessChecks,
    secrets: [sessionKey, localWechat.appSecret],
    description: isLoginOptional ? `optional, ${description}` : description,
    tryWith: isLoginOptional ? tryWithoutToken : tryWithCode,
    close: () => localWechat.close(),
  };
}

/** Returns the log line for an issuer's keys that could not be fetched. */
export function keysFailureLine({
  error,
  secondsLeft,
}: KeysFailure): [message: string, fields: Record<string, string | number>] {
  return ["token keys not fetched", { reason: reasonOf(error), oldOnesLastSeconds: secondsLeft }];
}

/** fetch throws "fetch failed" and keeps the reason, such as ECONNREFUSED, in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return `${error.message}: ${code}`;
}

function tryWithoutToken(serverUrl: string): string {
  return `curl "${serverUrl}/put-sign?ext=jpg"`;
}

function tryWithCode(serverUrl: string): string {
  return `curl -H "Content-Type: application/json" -d '{"code":"any-1"}' "${serverUrl}/login"`;
}

function tryWithToken(serverUrl: string): string {
  return `curl -H "Authorization: Bearer $TOKEN" "${serverUrl}/put-sign?ext=jpg"`;
}
