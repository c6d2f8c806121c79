import { hash } from "node:crypto";
import type { VerifiedToken, VerifyToken } from "./verify-token.ts";

/** A token is verified at most this often. So a token of a withdrawn key is rejected at most this much later. */
const MAX_AGE_SECONDS = 60;
/** A few megabytes. */
const MAX_ENTRIES = 10_000;

interface Entry {
  readonly verified: VerifiedToken;
  readonly verifiedSeconds: number;
}

export interface TokenCacheOptions {
  readonly verify: VerifyToken;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** @default 10000 */
  readonly maxEntries?: number;
}

/**
 * Caches valid tokens for a minute, and never beyond their `exp`. Rejected tokens are not cached. The keys of the cache are SHA-256 hashes,
 * so the memory of the process holds no tokens.
 *
 * Fast path: docs/performance.md#tokens
 */
export function createTokenCache({ verify, now, maxEntries = MAX_ENTRIES }: TokenCacheOptions): VerifyToken {
  const entries = new Map<string, Entry>();
  return async (token, context) => {
    const key = hash("sha256", token, "base64");
    const known = entries.get(key);
    if (known !== undefined) {
      // Deleted and, if still fresh, added again at the end, so that the first entry is the least recently used.
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
