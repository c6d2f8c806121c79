import { decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import { ProblemError } from "../errors.ts";
import type { Owner } from "../owner.ts";
import { invalidToken, tokenExpired } from "./rejections.ts";
import type { FetchContext, RemoteKeys } from "./remote-keys.ts";

/** How far two machines' clocks may be apart, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** What a token says, once its signature and claims hold. */
export interface VerifiedToken {
  readonly owner: Owner;
  /** When the token ends, in Unix seconds. */
  readonly expiresSeconds: number;
}

/** Verifies a token and says whose it is. Rejects with a ProblemError: `invalid_token`, `token_expired`, `jwks_unavailable`. */
export type VerifyToken = (token: string, context?: FetchContext) => Promise<VerifiedToken>;

/** Most keys that one token is tried with: each costs a verification. */
const MAX_KEYS_TRIED = 10;

export interface VerifyTokenOptions {
  /** The one algorithm that is taken. What the token says of itself is held against it, never followed. RFC 8725 §3.1 */
  readonly algorithm: string;
  readonly issuer: string;
  readonly audience: string;
  readonly findKey: RemoteKeys["findKey"];
  /** Fetches the keys again for a token that names no key and that none of the known ones fits. @default never */
  readonly refetchKeys?: RemoteKeys["refetch"] | undefined;
  readonly toOwner: (payload: JWTPayload) => Owner;
  /** Oldest token that is taken, by its `iat`, which is then required. @default no such limit */
  readonly maxAgeSeconds?: number;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
}

/** Makes a {@link VerifyToken}: signature, `iss`, `aud`, `exp` and `nbf` are checked, and `exp` is required. */
export function createTokenVerifier(options: VerifyTokenOptions): VerifyToken {
  const { algorithm, issuer, audience, findKey, refetchKeys, toOwner, maxAgeSeconds, now } = options;
  const rules: JWTVerifyOptions = {
    algorithms: [algorithm],
    issuer,
    audience,
    requiredClaims: ["exp"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(maxAgeSeconds !== undefined && { maxTokenAge: maxAgeSeconds }),
  };
  return async (token, context = {}) => {
    const payload = await verify(token, context).catch((error: unknown) => rejectToken(error));
    return { owner: toOwner(payload), expiresSeconds: payload.exp ?? 0 };
  };

  async function verify(token: string, context: FetchContext): Promise<JWTPayload> {
    try {
      return await verifyOnce(token, context);
    } catch (error) {
      // An issuer that names no keys may have a new one.
      const mayBeNew = error instanceof errors.JWSSignatureVerificationFailed && namesNoKey(token);
      if (!mayBeNew || !(await refetchKeys?.(context))) throw error;
      return verifyOnce(token, context);
    }
  }

  async function verifyOnce(token: string, context: FetchContext): Promise<JWTPayload> {
    const settings = { ...rules, currentDate: new Date(now()) };
    try {
      return (await jwtVerify(token, (header, input) => findKey(header, input, context), settings)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return verifyWithAny(token, error, settings);
    }
  }
}

/** Several keys fit a token that names none, or one that two of them have. RFC 7515 §4.1.4: `kid` is optional. */
async function verifyWithAny(
  token: string,
  keys: errors.JWKSMultipleMatchingKeys,
  rules: JWTVerifyOptions,
): Promise<JWTPayload> {
  let tried = 0;
  for await (const key of keys) {
    if (tried === MAX_KEYS_TRIED) break;
    tried += 1;
    try {
      return (await jwtVerify(token, key, rules)).payload;
    } catch (error) {
      // Claims are looked at once the signature holds: it is this key's token. Anything else says that it is not, or that the key is no good.
      if (isClaimError(error)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

function isClaimError(error: unknown): boolean {
  return (
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWTExpired ||
    error instanceof errors.JWTInvalid
  );
}

function namesNoKey(token: string): boolean {
  return decodeProtectedHeader(token).kid === undefined;
}

/** The detail names a claim that is wrong and never its value: it helps whoever sets an issuer up, and nobody else. */
function rejectToken(error: unknown): never {
  if (error instanceof ProblemError) throw error;
  if (error instanceof errors.JWTExpired) throw tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw invalidToken(`the token's ${error.claim} claim is missing or not taken here`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) throw invalidToken("the token's algorithm is not taken here");
  throw invalidToken("the token's form, key or signature is not valid here");
}
