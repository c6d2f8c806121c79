import { hash } from "node:crypto";
import type { CryptoKey } from "jose";

/** Shortest secret for HS256, in characters of a byte each: a key may not be shorter than the hash. RFC 7518 §3.2 */
export const MIN_SECRET_CHARACTERS = 32;

/** A secret as WebCrypto takes it; jose would import it anew for every token. */
export function importHs256Key(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"]);
}

/** Names a secret in a token's `kid` header. It says nothing of a secret that has the length it must have. */
export function keyIdOf(secret: string): string {
  return hash("sha256", `key id of ${secret}`, "hex").slice(0, 16);
}
