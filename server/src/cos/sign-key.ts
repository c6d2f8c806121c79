import { hmacSha1Hex } from "./sha1.ts";

/** Derives the SignKey of a secret key and a formatted key time. */
export type DeriveSignKey = (secretKey: string, keyTime: string) => string;

/**
 * SignKey = hex HMAC-SHA1 of the key time under the secret key. It is used further on as these 40 characters of text, not as bytes.
 *
 * @see Request Signature (436/7778), step 2
 */
export const signKey: DeriveSignKey = (secretKey, keyTime) => hmacSha1Hex(secretKey, keyTime);

/**
 * {@link signKey} that remembers its last answer. Key times count whole seconds, so all requests of one second share one
 * SignKey: this saves one of the two HMACs, a third of a signature's time.
 */
export function createSignKeyCache(): DeriveSignKey {
  let last = { secretKey: "", keyTime: "", signKey: "" };
  return (secretKey, keyTime) => {
    if (last.keyTime !== keyTime || last.secretKey !== secretKey) {
      last = { secretKey, keyTime, signKey: signKey(secretKey, keyTime) };
    }
    return last.signKey;
  };
}
