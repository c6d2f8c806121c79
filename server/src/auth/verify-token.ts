import { decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from "jose";
import { ProblemError } from "../errors.ts";
import type { Owner } from "../owner.ts";
import { invalidToken, tokenExpired } from "./rejections.ts";
import type { FetchContext, RemoteKeys } from "./remote-keys.ts";

/** Tolerated difference between the clocks of two machines. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** A token whose signature and claims are valid. */
export interface VerifiedToken {
  readonly owner: Owner;
  /** The user's id at the issuer. `undefined` in a token of this server, which does not contain it. */
  readonly subject?: string;
  /** When the token expires, in Unix seconds. */
  readonly expiresSeconds: number;
}

/** Verifies a token and returns its owner. Rejects with a ProblemError: `invalid_token`, `token_expired`, `jwks_unavailable`. */
export type VerifyToken = (token: string, context?: FetchContext) => Promise<VerifiedToken>;

/** Most keys to try for one token, because each costs a verification. */
const MAX_KEYS_TRIED = 10;

export interface VerifyTokenOptions {
  /** The only accepted algorithm. The token's own `alg` is compared with it, never followed. RFC 8725 §3.1 */
  readonly algorithm: string;
  /** The `typ` header that is required. @default any, because issuers differ */
  readonly type?: string;
  readonly issuer: string;
  readonly audience: string;
  readonly findKey: RemoteKeys["findKey"];
  /** Fetches the keys again for a token without `kid` that no known key verifies. @default never */
  readonly refetchKeys?: RemoteKeys["refetch"] | undefined;
  readonly toOwner: (payload: JWTPayload) => Owner;
  /** Returns the user's id at the issuer. @default tokens contain none */
  readonly toSubject?: (payload: JWTPayload) => string;
  /** Maximum age of a token, by its `iat`, which is then required. @default no limit */
  readonly maxAgeSeconds?: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** Creates a {@link VerifyToken} that checks the signature, `iss`, `aud`, `exp` and `nbf`, and requires `exp`. */
export function createTokenVerifier(options: VerifyTokenOptions): VerifyToken {
  const { algorithm, type, issuer, audience, findKey, refetchKeys, toOwner, toSubject, maxAgeSeconds, now } = options;
  const rules: JWTVerifyOptions = {
    algorithms: [algorithm],
    issuer,
    audience,
    requiredClaims: ["exp"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(type !== undefined && { typ: type }),
    ...(maxAgeSeconds !== undefined && { maxTokenAge: maxAgeSeconds }),
  };
  return async (token, context = {}) => {
    const payload = await verify(token, context).catch((error: unknown) => rejectToken(error));
    return {
      owner: toOwner(payload),
      ...(toSubject !== undefined && { subject: toSubject(payload) }),
      expiresSeconds: payload.exp ?? 0,
    };
  };

  async function verify(token: string, context: FetchContext): Promise<JWTPayload> {
    try {
      return await verifyOnce(token, context);
    } catch (error) {
      // An issuer that does not send `kid` may have a new key.
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

/** Tries several keys for a token without `kid`, or with one that two keys share. RFC 7515 §4.1.4: `kid` is optional. */
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
      // jose checks the claims after the signature, so a claim error proves that this key is the right one. Any other error: try the next key.
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

/** The detail names the invalid claim, but not its value. It helps to set up an issuer without helping an attacker. */
function rejectToken(error: unknown): never {
  if (error instanceof ProblemError) throw error;
  if (error instanceof errors.JWTExpired) throw tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw invalidToken(`the token's ${error.claim} claim is missing or not valid here`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) throw invalidToken("the token's algorithm is not accepted here");
  throw invalidToken("the token's form, key or signature is not valid here");
}
