import { CODE2SESSION_URL, type KeysFailure } from "./auth/index.ts";
import type { AuthConfig, WechatConfig } from "./config/auth-config.ts";
import {
  type Authentication,
  type AuthenticationEffects,
  jwtAuthentication,
  wechatAuthentication,
} from "./create-authentication.ts";
import type { ReadinessCheck } from "./routes/health.ts";

/** How users log in, as the process runs it. */
export interface Login {
  /** What `createApp` takes of it; nothing where nobody has to log in. */
  readonly app: Partial<Pick<Authentication, "authenticator" | "logIn">>;
  readonly readinessChecks: readonly ReadinessCheck[];
  /** What no log may hold. */
  readonly secrets: readonly string[];
  /** A sentence for the person who started the server; `undefined` where nobody has to log in. */
  readonly description: string | undefined;
  /** A command to try the server with. */
  readonly tryWith: (serverUrl: string) => string;
  readonly close: () => Promise<void>;
}

/** The stand-in for WeChat, listening. */
interface LocalWechat {
  /** Where its code2Session is. */
  readonly url: string;
  readonly appSecret: string;
  close(): Promise<void>;
}

export interface LoginEffects extends AuthenticationEffects {
  readonly randomBytes: (bytes: number) => Buffer;
  /** Only called outside production. */
  readonly startLocalWechat: (options: { readonly appId: string }) => Promise<LocalWechat>;
}

/** Known to everybody, and the same after a restart: folders of the stand-in's users, in a bucket on a laptop. */
const LOCAL_OWNER_KEY = "the-owner-key-of-the-stand-in-which-hides-nobody";

/** Makes of the configuration what runs; with AUTH=wechat and no secret, the stand-in for WeChat too. */
export async function openLogin(auth: AuthConfig, effects: LoginEffects): Promise<Login> {
  const close = async () => {};
  switch (auth.mode) {
    case "none":
      return {
        app: {},
        readinessChecks: [],
        secrets: [],
        description: undefined,
        tryWith: (serverUrl) => `curl "${serverUrl}/put-sign?ext=jpg"`,
        close,
      };
    case "wechat":
      return openWechatLogin(auth, effects);
    case "jwt": {
      const { readinessChecks, ...app } = jwtAuthentication(auth, effects);
      const secrets = [auth.ownerKey, ...("secret" in auth.keys ? [auth.keys.secret] : [])];
      return { app, readinessChecks, secrets, description: `tokens of ${auth.issuer}`, tryWith: tryWithToken, close };
    }
  }
}

async function openWechatLogin({ appId, sessionSeconds, wechat }: WechatConfig, effects: LoginEffects): Promise<Login> {
  if (wechat !== undefined) {
    const { readinessChecks, ...app } = wechatAuthentication(
      { appId, sessionSeconds, url: CODE2SESSION_URL, ...wechat },
      effects,
    );
    const secrets = [wechat.appSecret, wechat.ownerKey, ...wechat.sessionKeys];
    const description = `wx.login of ${appId}`;
    return { app, readinessChecks, secrets, description, tryWith: tryWithToken, close: async () => {} };
  }
  const localWechat = await effects.startLocalWechat({ appId });
  // Nobody stays logged in over a restart; the mini program logs in again by itself.
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
  return {
    app,
    readinessChecks,
    secrets: [sessionKey, localWechat.appSecret],
    description: "wx.login at a local stand-in; any code logs in, once; no WeChat account is used",
    tryWith: (serverUrl) => `curl -H "Content-Type: application/json" -d '{"code":"any-1"}' "${serverUrl}/login"`,
    close: () => localWechat.close(),
  };
}

/** The line of the log for keys of an issuer that could not be fetched. */
export function keysFailureLine({
  error,
  secondsLeft,
}: KeysFailure): [message: string, fields: Record<string, string | number>] {
  return ["token keys not fetched", { reason: reasonOf(error), oldOnesLastSeconds: secondsLeft }];
}

/** fetch says "fetch failed" and keeps the reason, such as ECONNREFUSED, in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
  return `${error.message}: ${code}`;
}

function tryWithToken(serverUrl: string): string {
  return `curl -H "Authorization: Bearer $TOKEN" "${serverUrl}/put-sign?ext=jpg"`;
}
