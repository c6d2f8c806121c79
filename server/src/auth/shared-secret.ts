import { hash } from "node:crypto";
import type { CryptoKey } from "jose";

/** Secrets of one kind of token. The first signs; all of them verify. */
export type SecretList = readonly [string, ...string[]];

/** Shortest secret for HS256, in characters of one byte: a key must not be shorter than the hash. RFC 7518 §3.2 */
export const MIN_SECRET_CHARACTERS = 32;

/** Imports a secret once for WebCrypto; jose would import it again for every token. */
export function importHs256Key(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"]);
}

/** Returns the id of a secret for a token's `kid` header. It reveals nothing about a secret of the required length. */
export function keyIdOf(secret: string): string {
  return hash("sha256", `key id of ${secret}`, "hex").slice(0, 16);
}
