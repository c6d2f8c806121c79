import { SignJWT } from "jose";
import { isOwner, type Owner } from "../owner.ts";
import { invalidToken } from "./rejections.ts";
import { importSecrets, type SecretList } from "./shared-secret.ts";
import { createTokenVerifier, type VerifyToken } from "./verify-token.ts";

const ALGORITHM = "HS256";
const ISSUER = "wx-cos-upload";
/** Keeps session tokens apart from every other kind of token, also if all kinds share one secret. RFC 8725 §3.11 */
const TYPE = "session+jwt";

/** A session token, as a login returns it. */
export interface IssuedToken {
  readonly token: string;
  /** When it expires, in Unix seconds. */
  readonly expiresSeconds: number;
  readonly lifetimeSeconds: number;
}

export interface SessionTokens {
  issue(owner: Owner): Promise<IssuedToken>;
  readonly verify: VerifyToken;
}

export interface SessionTokensOptions {
  /** Secrets of 32 characters or more. The first signs; all of them verify. */
  readonly keys: SecretList;
  /** The audience of tokens: the mini program's AppID. Tokens of other mini programs are rejected. */
  readonly audience: string;
  readonly lifetimeSeconds: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Creates the server's own tokens. They contain the owner, and nothing else about the WeChat user.
 * The `kid` header names the signing key, so tokens of old keys remain valid until they expire after a new first key is added.
 */
export function createSessionTokens({ keys, audience, lifetimeSeconds, now }: SessionTokensOptions): SessionTokens {
  const { signingKeyId, signingKey, findKey } = importSecrets(keys);
  return {
    async issue(owner) {
      const nowSeconds = Math.floor(now() / 1000);
      const expiresSeconds = nowSeconds + lifetimeSeconds;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: signingKeyId })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(owner)
        .setIssuedAt(nowSeconds)
        .setExpirationTime(expiresSeconds)
        .sign(await signingKey);
      return { token, expiresSeconds, lifetimeSeconds };
    },
    verify: createTokenVerifier({
      algorithm: ALGORITHM,
      type: TYPE,
      issuer: ISSUER,
      audience,
      findKey,
      toOwner: ({ sub = "" }) => {
        if (!isOwner(sub)) throw invalidToken("the token's sub claim is missing or not valid here");
        return sub;
      },
      maxAgeSeconds: lifetimeSeconds,
      now,
    }),
  };
}
