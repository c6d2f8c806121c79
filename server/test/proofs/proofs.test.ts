import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { parseProofKeys } from "../../src/proofs/proof-keys.ts";
import { createProofs } from "../../src/proofs/proofs.ts";
import { BUCKET, NOW_MS } from "../support/test-app.ts";
import { createProofKeyPem, LIS_KEY } from "../support/test-objects.ts";

const ec = (namedCurve: string) => generateKeyPairSync("ec", { namedCurve });
const jwkOf = (key: KeyObject) => key.export({ format: "jwk" });
const pemOf = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
const P256 = ec("P-256");
const UPLOAD = {
  cosKey: LIS_KEY,
  status: "stored",
  bytes: 1,
  contentType: "image/jpeg",
  etag: "e",
  storedAt: 1,
} as const;

describe("PROOF_KEYS", () => {
  const jwk = jwkOf(P256.privateKey);
  const other = jwkOf(ec("P-256").privateKey);
  test.each<[what: string, text: string, count: number]>([
    ["a JWK", JSON.stringify(jwk), 1],
    ["a JWK with other members", JSON.stringify({ ...jwk, kid: "mine", use: "sig", note: "x" }), 1],
    ["an array of JWKs", JSON.stringify([jwk, other]), 2],
    ["a JWK Set", JSON.stringify({ keys: [other, jwk] }), 2],
    ["PEM", pemOf(P256.privateKey), 1],
    ["two blocks of PEM", createProofKeyPem() + createProofKeyPem(), 2],
    ["PEM on one line", pemOf(P256.privateKey).trim().replaceAll("\n", "\\n"), 1],
    ["PEM of SEC 1", P256.privateKey.export({ type: "sec1", format: "pem" }).toString(), 1],
  ])("%s is read", async (_, text, count) => {
    const keys = parseProofKeys(text);
    expect(keys).toHaveLength(count);
    for (const { x, y, kid } of keys) {
      expect(kid).toBe(await calculateJwkThumbprint({ kty: "EC", crv: "P-256", x, y }));
    }
  });

  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
  test.each<[what: string, text: string, reason: string]>([
    ["an RSA key in PEM", pemOf(rsa.privateKey), "key 1 is of type RSA"],
    ["an RSA key as a JWK", JSON.stringify(jwkOf(rsa.privateKey)), "key 1 is of type RSA"],
    ["a P-384 key in PEM", pemOf(ec("P-384").privateKey), "key 1 is on the curve secp384r1"],
    ["a P-384 key as a JWK", JSON.stringify(jwkOf(ec("P-384").privateKey)), "key 1 is on the curve P-384"],
    ["a public JWK", JSON.stringify(jwkOf(P256.publicKey)), "key 1 is a public key"],
    ["a public key in PEM", P256.publicKey.export({ type: "spki", format: "pem" }).toString(), "key 1 is a public key"],
    ["a public key as the second", JSON.stringify([jwk, jwkOf(P256.publicKey)]), "key 2 is a public key"],
    ["an Ed25519 key", pemOf(generateKeyPairSync("ed25519").privateKey), "key 1 is of type ED25519"],
    ["a JWK with the d of another key", JSON.stringify({ ...jwk, d: other.d }), "do not belong together"],
    ["a JWK with a broken x", JSON.stringify({ ...jwk, x: "AA" }), "key 1 cannot be read"],
    ["the same key twice", JSON.stringify([jwk, jwk]), "the same key twice"],
    ["an empty array", "[]", "contains no key"],
    ["plain text", "a-secret-of-at-least-32-characters!", "contains no key"],
    ["broken JSON", JSON.stringify(jwk).slice(1, -1).replace(/^/, "{"), "is not well-formed JSON"],
  ])("%s is rejected, by a reason that quotes no key", (_, text, reason) => {
    const message = messageOf(() => parseProofKeys(text));
    expect(message).toContain(reason);
    if (typeof jwk.d === "string") expect(message).not.toContain(jwk.d.slice(0, 10));
    expect(message).not.toContain("-----");
  });
});

describe("a proof", () => {
  const keys = parseProofKeys(createProofKeyPem() + createProofKeyPem());
  const proofs = createProofs({ keys, bucket: BUCKET, now: () => NOW_MS });

  test("is verified by other code than the library that signs it", async () => {
    const [header = "", payload = "", signature = ""] = (await proofs.issue(UPLOAD, "user-42")).split(".");
    const [jwk] = proofs.keySet.keys;
    if (jwk === undefined) throw new Error("no key");
    const key = createPublicKey({ key: jwk, format: "jwk" });
    const signed = (text: string) =>
      verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
    expect([signed(`${header}.${payload}`), signed(`${header}.${payload}x`)]).toEqual([true, false]);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      alg: "ES256",
      typ: "upload-proof+jwt",
      kid: jwk.kid,
    });
    expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ sub: "user-42", cosKey: LIS_KEY });
  });

  test("has no subject without a login", async () => {
    const [, payload = ""] = (await proofs.issue(UPLOAD, undefined)).split(".");
    expect(Object.keys(JSON.parse(Buffer.from(payload, "base64url").toString())).sort()).toEqual([
      "aud",
      "bucket",
      "bytes",
      "contentType",
      "cosKey",
      "etag",
      "exp",
      "iat",
      "iss",
      "nbf",
      "storedAt",
    ]);
  });

  test("the key set has every key, and no private member", () => {
    expect(proofs.keySet.keys.map(({ kid }) => kid)).toEqual(keys.map(({ kid }) => kid));
    expect(JSON.stringify(proofs.keySet)).not.toMatch(/"d":|PRIVATE/);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String(error);
  }
  return "no error";
}
