import { createHmac } from "node:crypto";
import fc from "fast-check";
import { createSigningKeyCache, deriveSigningKey, signKey } from "../src/index.ts";

const KEY_TIME = "1700000000;1700000900";

describe("deriveSigningKey", () => {
  test("signs as Node's HMAC does under the same sign key", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ unit: "grapheme", maxLength: 300 }), (secretKey, text) => {
        const key = deriveSigningKey(secretKey, KEY_TIME);
        expect(key.signKey).toBe(signKey(secretKey, KEY_TIME));
        expect(key.sign(text)).toBe(createHmac("sha1", key.signKey).update(text).digest("hex"));
      }),
    );
  });
});

describe("createSigningKeyCache", () => {
  test("returns the same sign key as deriveSigningKey in any order of calls", () => {
    const deriveKey = createSigningKeyCache();
    const word = fc.constantFrom("a", "b", "c");
    fc.assert(
      fc.property(word, word, (secretKey, keyTime) => {
        expect(deriveKey(secretKey, keyTime).signKey).toBe(signKey(secretKey, keyTime));
      }),
    );
  });

  test("returns the cached key for the same secret key and key time", () => {
    const deriveKey = createSigningKeyCache();
    expect(deriveKey("secret", KEY_TIME)).toBe(deriveKey("secret", KEY_TIME));
  });
});
