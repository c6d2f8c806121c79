import type { ReadinessCheck } from "../observability/readiness-check.ts";
import type { Authenticator } from "./authenticator.ts";
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
  type SecretList,
} from "./index.ts";

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
  readonly sessionKeys: SecretList;
  readonly sessionSeconds: number;
  readonly ownerKey: string;
  /** Where code2Session is. */
  readonly url: string;
}

export interface JwtAuthenticationOptions {
  readonly issuer: string;
  readonly audience: string;
  /** `HS256` with a shared secret. */
  readonly algorithm: string;
  readonly keys: { readonly jwksUrl: string } | { readonly secret: string };
  /** The claim that holds the user's id. */
  readonly subjectClaim: string;
  /** The secret that owners' folders are derived with. */
  readonly ownerKey: string;
}

/**
 * Creates the authentication of `AUTH=wechat`: users log in by `wx.login`, and get session tokens of this server.
 *
 * @example
 * import { wechatAuthentication } from "@wx-cos-upload/server";
 *
 * const { authenticator, logIn } = wechatAuthentication(
 *   {
 *     appId: "wx0123456789abcdef",
 *     appSecret: "the-app-secret",
 *     sessionKeys: ["a-secret-of-at-least-32-characters"],
 *     sessionSeconds: 7200,
 *     ownerKey: "another-secret-of-32-characters-or-more",
 *     url: "https://api.weixin.qq.com/sns/jscode2session",
 *   },
 *   { fetch, now: Date.now },
 * );
 */
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

/**
 * Creates the authentication of `AUTH=jwt`: users log in at an issuer of your own, and send its tokens.
 *
 * @example
 * import { jwtAuthentication } from "@wx-cos-upload/server";
 *
 * const { authenticator } = jwtAuthentication(
 *   {
 *     issuer: "https://login.example.com",
 *     audience: "uploads",
 *     algorithm: "RS256",
 *     keys: { jwksUrl: "https://login.example.com/.well-known/jwks.json" },
 *     subjectClaim: "sub",
 *     ownerKey: "a-secret-of-at-least-32-characters",
 *   },
 *   { fetch, now: Date.now },
 * );
 */
export function jwtAuthentication(config: JwtAuthenticationOptions, effects: AuthenticationEffects): Authentication {
  const { issuer, audience, algorithm, subjectClaim } = config;
  const { now } = effects;
  const { readinessChecks, ...keys } = keySource(config.keys, effects);
  const ownerSegment = createOwnerSegment(config.ownerKey);
  const verify = createJwtVerifier({ algorithm, issuer, audience, subjectClaim, ownerSegment, ...keys, now });
  return { authenticator: bearerAuthenticator(createTokenCache({ verify, now })), readinessChecks };
}

function keySource(keys: JwtAuthenticationOptions["keys"], { fetch, report }: AuthenticationEffects) {
  if ("secret" in keys) {
    const key = importHs256Key(keys.secret);
    return { findKey: () => key, readinessChecks: [] };
  }
  const { findKey, refetch, check } = createRemoteKeys({ url: keys.jwksUrl, fetch, ...(report && { report }) });
  return { findKey, refetchKeys: refetch, readinessChecks: [{ name: "token keys", check }] };
}
