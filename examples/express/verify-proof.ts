import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";

/** Returns what a proof says of an object. Rejects if it is not a valid proof, or another user's. */
export type VerifyProof = (proof: string, userId: string) => Promise<JWTPayload>;

/** Where the signing server is. */
export interface ProofVerifierOptions {
  /** `https://sign.example.com/.well-known/jwks.json` */
  readonly keySetUrl: string;
  /** `name-appid`. */
  readonly bucket: string;
}

/** Creates a {@link VerifyProof}. It fetches the keys of the signing server, and fetches them again when a proof has a new one. */
export function createProofVerifier({ keySetUrl, bucket }: ProofVerifierOptions): VerifyProof {
  const keys = createRemoteJWKSet(new URL(keySetUrl));
  return async (proof, userId) => {
    const { payload } = await jwtVerify(proof, keys, {
      algorithms: ["ES256"],
      typ: "upload-proof+jwt",
      issuer: "wx-cos-upload",
      audience: `wx-cos-upload/proof/${bucket}`,
      subject: userId,
      requiredClaims: ["exp"],
    });
    return payload;
  };
}
