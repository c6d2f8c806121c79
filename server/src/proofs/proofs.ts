import type { ConfirmedUpload, JwksResponse, ProofClaims, StoredUpload } from "@wx-cos-upload/contract";
import { SignJWT } from "jose";
import type { ProofKeyList } from "./proof-keys.ts";

/**
 * Signs proofs: short-lived JWTs which say that an object is stored, how large, of which type, and whose it is. A back end verifies them with
 * any JWT library and the key set.
 */
export interface Proofs {
  /**
   * Signs the proof of a stored upload. It lives for an hour.
   *
   * @param subject the user's id with AUTH=jwt, the user's folder with AUTH=wechat; `undefined` without a login
   */
  issue(upload: StoredUpload, subject: string | undefined): Promise<string>;
  /** The public keys, and nothing else of the keys. */
  readonly keySet: JwksResponse;
}

export interface ProofsOptions {
  readonly keys: ProofKeyList;
  /** `name-appid`. */
  readonly bucket: string;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

const ALGORITHM = "ES256";
const ISSUER = "wx-cos-upload";
/** Keeps proofs apart from every other kind of token. RFC 8725 §3.11 */
const TYPE = "upload-proof+jwt";
/** Long enough to fill in a form after the upload. Afterwards, a new confirmation brings a new proof. */
const LIFETIME_SECONDS = 3_600;
/** A receiver whose clock is slow would reject a proof that was issued in its future. */
const CLOCK_SKEW_SECONDS = 60;

/** Creates {@link Proofs}. */
export function createProofs({ keys, bucket, now }: ProofsOptions): Proofs {
  const [{ privateKey, kid }] = keys;
  return {
    async issue({ status: _status, proof: _proof, ...upload }, subject) {
      const nowSeconds = Math.floor(now() / 1000);
      const claims: ProofClaims = { ...upload, bucket };
      const jwt = new SignJWT({ ...claims })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
        .setIssuer(ISSUER)
        .setAudience(`${ISSUER}/proof/${bucket}`)
        .setIssuedAt(nowSeconds - CLOCK_SKEW_SECONDS)
        .setNotBefore(nowSeconds - CLOCK_SKEW_SECONDS)
        .setExpirationTime(nowSeconds + LIFETIME_SECONDS);
      if (subject !== undefined) jwt.setSubject(subject);
      return jwt.sign(privateKey);
    },
    keySet: {
      keys: keys.map((key) => ({
        kty: "EC",
        crv: "P-256",
        x: key.x,
        y: key.y,
        kid: key.kid,
        alg: ALGORITHM,
        use: "sig",
      })),
    },
  };
}

/** Adds its proof to a stored upload, if the server signs proofs. */
export async function withProof<Upload extends ConfirmedUpload>(
  upload: Upload,
  proofs: Proofs | undefined,
  subject: string | undefined,
): Promise<Upload> {
  if (upload.status !== "stored" || proofs === undefined) return upload;
  return { ...upload, proof: await proofs.issue(upload, subject) };
}
