import { errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from "jose";
import { ProblemError } from "../errors.ts";
import type { Owner } from "../owner.ts";
import { invalidToken, tokenExpired } from "./refusals.ts";

/** How far two machines' clocks may be apart, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 5;

/** What a token says, once its signature and claims hold. */
export interface VerifiedToken {
  readonly owner: Owner;
  /** When the token ends, in Unix seconds. */
  readonly expiresSeconds: number;
}

/** Tells whose token it is. Rejects with a ProblemError: `invalid_token`, `token_expired`, `jwks_unavailable`. */
export type VerifyToken = (token: string) => Promise<VerifiedToken>;

export interface VerifyTokenOptions {
  /** The one algorithm that is taken. What the token says of itself is held against it, never followed. RFC 8725 §3.1 */
  readonly algorithm: string;
  readonly issuer: string;
  readonly audience: string;
  readonly findKey: JWTVerifyGetKey;
  readonly toOwner: (payload: JWTPayload) => Owner;
  /** Oldest token that is taken, by its `iat`, which is then required. @default no such limit */
  readonly maxAgeSeconds?: number;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
}

/** Makes a {@link VerifyToken}: signature, `iss`, `aud`, `exp` and `nbf` are checked, and `exp` is required. */
export function createTokenVerifier(options: VerifyTokenOptions): VerifyToken {
  const { algorithm, issuer, audience, findKey, toOwner, maxAgeSeconds, now } = options;
  const rules: JWTVerifyOptions = {
    algorithms: [algorithm],
    issuer,
    audience,
    requiredClaims: ["exp"],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(maxAgeSeconds !== undefined && { maxTokenAge: maxAgeSeconds }),
  };
  return async (token) => {
    const { payload } = await jwtVerify(token, findKey, { ...rules, currentDate: new Date(now()) }).catch(refuse);
    return { owner: toOwner(payload), expiresSeconds: payload.exp ?? 0 };
  };
}

/** The detail names a claim that is wrong and never its value: it helps whoever sets an issuer up, and nobody else. */
function refuse(error: unknown): never {
  if (error instanceof ProblemError) throw error;
  if (error instanceof errors.JWTExpired) throw tokenExpired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw invalidToken(`the token's ${error.claim} claim is missing or not taken here`);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) throw invalidToken("the token's algorithm is not taken here");
  throw invalidToken("the token's form, key or signature is not valid here");
}
