import { createLocalJWKSet, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { readText } from "../remote/fetch-text.ts";

/** Key sets of large issuers have up to 30 KB. */
const MAX_KEY_SET_BYTES = 256 * 1024;

/** A public key of a key set, with only the members that are used here. RFC 7517 §4, RFC 7518 §6 */
const publicKey = z.object({
  kty: z.string(),
  kid: z.string().exactOptional(),
  alg: z.string().exactOptional(),
  use: z.string().exactOptional(),
  key_ops: z.array(z.string()).exactOptional(),
  crv: z.string().exactOptional(),
  x: z.string().exactOptional(),
  y: z.string().exactOptional(),
  n: z.string().exactOptional(),
  e: z.string().exactOptional(),
  // A published private key can be used by anyone, so it is rejected.
  d: z.never().exactOptional(),
});
const keySet = z.object({ keys: z.array(z.unknown()) });

/**
 * Fetches a JSON Web Key Set.
 *
 * @throws {Error} unless the response arrives within `timeoutMs` and is a key set with at least one public key, of at most 256 KiB
 */
export async function fetchKeySet(url: string, fetchUrl: typeof fetch, timeoutMs: number): Promise<JWTVerifyGetKey> {
  const response = await fetchUrl(url, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: "error",
    headers: { Accept: "application/json, application/jwk-set+json" },
  });
  const text = await readText(response, MAX_KEY_SET_BYTES);
  if (response.status !== 200) throw new Error(`the response has status ${response.status}`);
  const set = keySet.safeParse(parseJson(text));
  if (!set.success) throw new Error("the response is not a key set: an object with a list named keys");
  // RFC 7517 §5: members that are not valid keys are ignored.
  const keys = set.data.keys.flatMap((key) => publicKey.safeParse(key).data ?? []);
  if (keys.length === 0)
    throw new Error(`the key set has ${set.data.keys.length} members, and none of them is a public key`);
  return createLocalJWKSet({ keys });
}

/** The parser's own message would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`the response has ${text.length} characters that are not JSON`);
  }
}
