import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto";

/** One key that signs or verifies proofs. */
export interface ProofKey {
  readonly privateKey: KeyObject;
  /** The public members of its JWK, and nothing else of it. */
  readonly x: string;
  readonly y: string;
  /** Thumbprint of the key. RFC 7638 */
  readonly kid: string;
}

/** The first key signs; all of them verify. */
export type ProofKeyList = readonly [ProofKey, ...ProofKey[]];

const HOW_TO_MAKE_ONE = "create one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g;

/**
 * Parses private P-256 keys: a JWK, an array of JWKs, a JWK Set, or one PEM block after the other. In an environment variable, a line feed of
 * a PEM block can be written as `\n`.
 *
 * @throws {Error} whose message names the faulty key and what to write. It quotes nothing of the keys
 */
export function parseProofKeys(text: string): ProofKeyList {
  const keys = (text.startsWith("{") || text.startsWith("[") ? readJwks(text) : readPem(text)).map(toProofKey);
  const [first, ...others] = keys;
  if (first === undefined) throw new Error(`contains no key; ${HOW_TO_MAKE_ONE}`);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) throw new Error("contains the same key twice");
  return [first, ...others];
}

function readJwks(text: string): ReadonlyArray<() => KeyObject> {
  const json = parseJson(text);
  const jwks = Array.isArray(json) ? json : isRecord(json) && Array.isArray(json["keys"]) ? json["keys"] : [json];
  return jwks.map((jwk: unknown) => () => {
    if (!isRecord(jwk)) throw new Error("is not a JWK");
    if (jwk["kty"] !== "EC") throw new Error(`is of type ${nameOf(jwk["kty"])}, but ES256 needs an EC key`);
    if (jwk["crv"] !== "P-256") throw new Error(`is on the curve ${nameOf(jwk["crv"])}, but ES256 needs P-256`);
    if (jwk["d"] === undefined) throw new Error("is a public key, without d; a proof needs the private one to sign");
    return createPrivateKey({ key: { ...jwk }, format: "jwk" });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of JSON.parse quotes the text, which is a secret.
    throw new Error("is not well-formed JSON; write one line of JSON, or PEM");
  }
}

function readPem(text: string): ReadonlyArray<() => KeyObject> {
  const blocks = text.replaceAll("\\n", "\n").match(PEM_BLOCK) ?? [];
  return blocks.map((block) => () => {
    if (block.includes("PUBLIC KEY")) throw new Error("is a public key; a proof needs the private one to sign");
    return createPrivateKey(block);
  });
}

function toProofKey(read: () => KeyObject, index: number): ProofKey {
  try {
    return proofKeyOf(read());
  } catch (error) {
    const reason = error instanceof Error && !("code" in error) ? error.message : "cannot be read";
    throw new Error(`key ${index + 1} ${reason}; ${HOW_TO_MAKE_ONE}`);
  }
}

/** @throws {Error} unless it is a private P-256 key */
export function proofKeyOf(privateKey: KeyObject): ProofKey {
  const type = privateKey.asymmetricKeyType ?? "unknown";
  if (type !== "ec") throw new Error(`is of type ${type.toUpperCase()}, but ES256 needs an EC key`);
  const curve = privateKey.asymmetricKeyDetails?.namedCurve ?? "unknown";
  if (curve !== "prime256v1") throw new Error(`is on the curve ${curve}, but ES256 needs P-256`);
  const publicKey = createPublicKey(privateKey);
  const probe = Buffer.from("a JWK can hold the private part of one key and the public part of another");
  if (!verify("sha256", probe, publicKey, sign("sha256", probe, privateKey))) {
    throw new Error("has a private and a public part that do not belong together");
  }
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { privateKey, x, y, kid: hash("sha256", JSON.stringify({ crv: "P-256", kty: "EC", x, y }), "base64url") };
}

function nameOf(value: unknown): string {
  return typeof value === "string" && /^[\w.-]{1,20}$/.test(value) ? value : "unknown";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
