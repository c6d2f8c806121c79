import { hash } from "node:crypto";
import { type CryptoKey, errors } from "jose";

/** Secrets of one kind of token. The first signs; all of them verify. */
export type SecretList = readonly [string, ...string[]];

/** Shortest secret for HS256, in characters of one byte: a key must not be shorter than the hash. RFC 7518 §3.2 */
export const MIN_SECRET_CHARACTERS = 32;

/** Imports a secret once for WebCrypto; jose would import it again for every token. */
export function importHs256Key(secret: string): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", new TextEncoder().encode(secret), algorithm, false, ["sign", "verify"]);
}

/** The imported secrets of one kind of token. */
export interface TokenSecrets {
  /** Id of the secret that signs, for the `kid` header of its tokens. */
  readonly signingKeyId: string;
  readonly signingKey: Promise<CryptoKey>;
  /** Returns the secret that a token's header names. @throws {errors.JWKSNoMatchingKey} */
  readonly findKey: (header: { readonly kid?: string }) => Promise<CryptoKey>;
}

/** Imports the secrets of one kind of token. After a change of the first, tokens of the others remain valid. */
export function importSecrets(secrets: SecretList): TokenSecrets {
  const imported = new Map(secrets.map((secret) => [keyIdOf(secret), importHs256Key(secret)]));
  return {
    signingKeyId: keyIdOf(secrets[0]),
    signingKey: importHs256Key(secrets[0]),
    async findKey({ kid = "" }) {
      const key = imported.get(kid);
      if (key === undefined) throw new errors.JWKSNoMatchingKey();
      return key;
    },
  };
}

/** Returns the id of a secret for a token's `kid` header. It reveals nothing about a secret of the required length. */
function keyIdOf(secret: string): string {
  return hash("sha256", `key id of ${secret}`, "hex").slice(0, 16);
}
