import {
  bearerAuthenticator,
  createCode2Session,
  createJwtVerifier,
  createOwnerSegment,
  createRemoteKeys,
  createSessionTokens,
  createTokenCache,
  createWechatLogin,
  importHs256Key,
  type KeysFailure,
  type LogIn,
} from "./auth/index.ts";
import type { SessionKeys } from "./config/auth-config.ts";
import type { JwtConfig } from "./config/jwt-config.ts";
import type { Authenticator } from "./middleware/authenticate.ts";
import type { ReadinessCheck } from "./routes/health.ts";

/** What the app needs to know who uploads. */
export interface Authentication {
  readonly authenticator: Authenticator;
  /** Where the server itself logs users in. */
  readonly logIn?: LogIn;
  readonly readinessChecks: readonly ReadinessCheck[];
}

export interface AuthenticationEffects {
  readonly fetch: typeof fetch;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
  /** Called when the keys of tokens can't be fetched from their issuer. @default does nothing */
  readonly report?: ((failure: KeysFailure) => void) | undefined;
}

export interface WechatAuthenticationOptions {
  readonly appId: string;
  readonly appSecret: string;
  readonly sessionKeys: SessionKeys;
  readonly sessionSeconds: number;
  readonly ownerKey: string;
  /** Where code2Session is. */
  readonly url: string;
}

/** AUTH=wechat: users log in by wx.login and get tokens of the server's own. */
export function wechatAuthentication(
  { appId, appSecret, sessionKeys, sessionSeconds, ownerKey, url }: WechatAuthenticationOptions,
  { fetch, now }: AuthenticationEffects,
): Authentication {
  const tokens = createSessionTokens({ keys: sessionKeys, audience: appId, lifetimeSeconds: sessionSeconds, now });
  return {
    authenticator: bearerAuthenticator(createTokenCache({ verify: tokens.verify, now })),
    logIn: createWechatLogin({
      code2Session: createCode2Session({ appId, appSecret, fetch, url }),
      ownerSegment: createOwnerSegment(ownerKey),
      tokens,
    }),
    readinessChecks: [],
  };
}

/** AUTH=jwt: the site's own issuer logs users in. */
export function jwtAuthentication(config: JwtConfig, effects: AuthenticationEffects): Authentication {
  const { issuer, audience, algorithm, subjectClaim } = config;
  const { now } = effects;
  const { readinessChecks, ...keys } = keySource(config.keys, effects);
  const ownerSegment = createOwnerSegment(config.ownerKey);
  const verify = createJwtVerifier({ algorithm, issuer, audience, subjectClaim, ownerSegment, ...keys, now });
  return { authenticator: bearerAuthenticator(createTokenCache({ verify, now })), readinessChecks };
}

function keySource(keys: JwtConfig["keys"], { fetch, report }: AuthenticationEffects) {
  if ("secret" in keys) {
    const key = importHs256Key(keys.secret);
    return { findKey: () => key, readinessChecks: [] };
  }
  const { findKey, refetch, check } = createRemoteKeys({ url: keys.jwksUrl, fetch, ...(report && { report }) });
  return { findKey, refetchKeys: refetch, readinessChecks: [{ name: "token keys", check }] };
}
