import { createHmac } from "node:crypto";

/**
 * SignKey = hex HMAC-SHA1 of the key time under the secret key. It is used further on as these 40 characters of text, not as bytes.
 *
 * @see Request Signature (436/7778), step 2
 */
export function signKey(secretKey: string, keyTime: string): string {
  return createHmac("sha1", secretKey).update(keyTime).digest("hex");
}
