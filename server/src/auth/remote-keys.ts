import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from "jose";
import { ProblemError } from "../errors.ts";

/** An issuer's keys are asked for again after this long. */
const CACHE_MAX_AGE_MS = 600_000;
/** A token that names an unknown key asks for the keys again, but not more often than this. */
const COOLDOWN_MS = 30_000;
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 5;

export interface RemoteKeysOptions {
  /** Where the issuer publishes its JSON Web Key Set. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** @default 3000 */
  readonly timeoutMs?: number;
}

export interface RemoteKeys {
  readonly findKey: JWTVerifyGetKey;
  /** Rejects while the keys are not known and can't be fetched. */
  readonly check: () => Promise<void>;
}

/**
 * The public keys of an issuer, fetched when they are first needed and kept for ten minutes. One request is in flight however
 * many tokens wait for it. Not reaching the issuer is no fault of the token: it is a `jwks_unavailable`, and the log says why.
 */
export function createRemoteKeys({ url, fetch, timeoutMs = TIMEOUT_MS }: RemoteKeysOptions): RemoteKeys {
  const keys = createRemoteJWKSet(new URL(url), {
    [customFetch]: fetch,
    timeoutDuration: timeoutMs,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: CACHE_MAX_AGE_MS,
  });
  return {
    findKey: async (header, token) => {
      try {
        return await keys(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        throw new ProblemError("jwks_unavailable", "the keys to check tokens with are not at hand; try again later", {
          headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
          cause: new Error(`JWT_JWKS_URL gave no key set: see whether ${url} answers from here`, { cause: error }),
        });
      }
    },
    check: async () => {
      if (!keys.fresh) await keys.reload();
    },
  };
}
