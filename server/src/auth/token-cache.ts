import { hash } from "node:crypto";
import type { VerifiedToken, VerifyToken } from "./verify-token.ts";

/** A key that its issuer has withdrawn is refused this much later at most, and no token is checked more often. */
const MAX_AGE_SECONDS = 60;
/** A few megabytes. */
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly verified: VerifiedToken;
  readonly verifiedSeconds: number;
}

export interface TokenCacheOptions {
  readonly verify: VerifyToken;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
  /** @default 10000 */
  readonly maxEntries?: number;
}

/**
 * Remembers for a minute that a token held, and never beyond its `exp`; refused ones are not remembered. Checking a signature
 * through WebCrypto goes to a thread and back, for every request of a burst with the same token; a hash and a look-up do not.
 * Tokens are kept by their SHA-256: the memory of the process holds none.
 */
export function createTokenCache({ verify, now, maxEntries = MAX_ENTRIES }: TokenCacheOptions): VerifyToken {
  const entries = new Map<string, Entry>();
  return async (token, context) => {
    const key = hash("sha256", token, "base64");
    const known = entries.get(key);
    if (known !== undefined) {
      // Taken out and, if it is still good, put back at the end: the first is then the least recently used.
      entries.delete(key);
      if (isFresh(known, now() / 1000)) {
        entries.set(key, known);
        return known.verified;
      }
    }
    const verifiedSeconds = now() / 1000;
    const verified = await verify(token, context);
    entries.set(key, { verified, verifiedSeconds });
    if (entries.size > maxEntries) entries.delete(entries.keys().next().value ?? key);
    return verified;
  };
}

/** A clock that was set back makes everything stale: what a token says of its beginning was then checked too early. */
function isFresh({ verified, verifiedSeconds }: Entry, nowSeconds: number): boolean {
  const endSeconds = Math.min(verified.expiresSeconds, verifiedSeconds + MAX_AGE_SECONDS);
  return nowSeconds >= verifiedSeconds && nowSeconds < endSeconds;
}
