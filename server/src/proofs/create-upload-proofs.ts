import { parseProofKeys } from "./proof-keys.ts";
import { createProofs, type Proofs } from "./proofs.ts";

/**
 * What {@link createUploadProofs} signs with.
 *
 * @example
 * import type { UploadProofsOptions } from "@wx-cos-upload/server/advanced";
 *
 * const optionsWith = (keys: string): UploadProofsOptions => ({ bucket: "examplebucket-1250000000", keys });
 */
export interface UploadProofsOptions {
  /** `name-appid`. */
  readonly bucket: string;
  /** Private P-256 keys as in `PROOF_KEYS`: a JWK, an array of JWKs, a JWK Set, or PEM. The first signs; all of them verify. */
  readonly keys: string;
}

/**
 * Creates the proofs of stored objects, with the system's clock. Pass them to {@link createUploadRouter} as `proofs`, beside `objects`.
 *
 * @throws {Error} for a key that is not a private P-256 key
 * @example
 * import { createUploadProofs } from "@wx-cos-upload/server";
 *
 * const proofsWith = (keys: string) => createUploadProofs({ bucket: "examplebucket-1250000000", keys });
 */
export function createUploadProofs({ bucket, keys }: UploadProofsOptions): Proofs {
  return createProofs({ keys: parseProofKeys(keys), bucket, now: Date.now });
}
