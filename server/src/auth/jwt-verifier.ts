import type { JWTPayload } from "jose";
import type { Owner } from "../owner.ts";
import { invalidToken } from "./rejections.ts";
import type { RemoteKeys } from "./remote-keys.ts";
import { createTokenVerifier, type VerifyToken } from "./verify-token.ts";

/** Longest user id, in characters. */
const MAX_SUBJECT_CHARACTERS = 256;

export interface JwtVerifierOptions {
  readonly algorithm: string;
  readonly issuer: string;
  readonly audience: string;
  readonly findKey: RemoteKeys["findKey"];
  /** @default a token without `kid` never triggers a fetch */
  readonly refetchKeys?: RemoteKeys["refetch"] | undefined;
  /** The claim with the user's id: a string or a whole number. */
  readonly subjectClaim: string;
  readonly ownerSegment: (id: string) => Owner;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** Creates a verifier of tokens from the site's own issuer. */
export function createJwtVerifier({ subjectClaim, ownerSegment, ...rules }: JwtVerifierOptions): VerifyToken {
  const toSubject = (payload: JWTPayload) => readSubject(payload, subjectClaim);
  return createTokenVerifier({ ...rules, toSubject, toOwner: (payload) => ownerSegment(toSubject(payload)) });
}

function readSubject(payload: JWTPayload, claim: string): string {
  const value = payload[claim];
  const id = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof id === "string" && id !== "" && id.length <= MAX_SUBJECT_CHARACTERS) return id;
  throw invalidToken(`the token's ${claim} claim is missing or not valid here`);
}
