import { errors, SignJWT } from "jose";
import { isOwner, type Owner } from "../owner.ts";
import { invalidToken } from "./rejections.ts";
import type { RemoteKeys } from "./remote-keys.ts";
import { importHs256Key, keyIdOf } from "./shared-secret.ts";
import { createTokenVerifier, type VerifyToken } from "./verify-token.ts";

const ALGORITHM = "HS256";
const ISSUER = "wx-cos-upload";

/** Secrets that session tokens are signed with. The first signs, all verify. */
export type SessionKeys = readonly [string, ...string[]];

/** A session token as a login answers it. */
export interface IssuedToken {
  readonly token: string;
  /** When it ends, in Unix seconds. */
  readonly expiresSeconds: number;
  readonly lifetimeSeconds: number;
}

export interface SessionTokens {
  issue(owner: Owner): Promise<IssuedToken>;
  readonly verify: VerifyToken;
}

export interface SessionTokensOptions {
  /** Secrets of 32 characters or more. The first signs; all of them verify. */
  readonly keys: SessionKeys;
  /** For whom tokens are issued: the mini program's AppID. A token of another mini program is refused. */
  readonly audience: string;
  readonly lifetimeSeconds: number;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
}

/**
 * Tokens of the server's own. They hold the owner, and nothing of the WeChat user behind it.
 * The `kid` header says which key signed, so a new first key signs while tokens of the old ones hold until they end.
 */
export function createSessionTokens({ keys, audience, lifetimeSeconds, now }: SessionTokensOptions): SessionTokens {
  const imported = new Map(keys.map((key) => [keyIdOf(key), importHs256Key(key)]));
  const signingKeyId = keyIdOf(keys[0]);
  const signingKey = importHs256Key(keys[0]);
  const findKey: RemoteKeys["findKey"] = ({ kid = "" }) => {
    const key = imported.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  return {
    async issue(owner) {
      const nowSeconds = Math.floor(now() / 1000);
      const expiresSeconds = nowSeconds + lifetimeSeconds;
      const token = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, kid: signingKeyId })
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
      issuer: ISSUER,
      audience,
      findKey,
      toOwner: ({ sub = "" }) => {
        if (!isOwner(sub)) throw invalidToken("the token's sub claim is missing or not taken here");
        return sub;
      },
      maxAgeSeconds: lifetimeSeconds,
      now,
    }),
  };
}
