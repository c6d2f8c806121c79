import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";
import { sendJsonBytes } from "../http/send-json.ts";
import type { Proofs } from "../proofs/proofs.ts";

/** A receiver of proofs sees a new key after five minutes at most. */
const MAX_AGE_SECONDS = 300;

/**
 * `GET /.well-known/jwks.json`: the public keys that verify proofs.
 *
 * @param proofs `undefined` if the server signs none
 * @throws {ProblemError} `proof_keys_missing`
 */
export function keySet({ proofs }: { readonly proofs: Proofs | undefined }): RequestHandler {
  const bytes = proofs && Buffer.from(JSON.stringify(proofs.keySet));
  return function keySet(_req, res) {
    if (bytes === undefined) {
      throw new ProblemError("proof_keys_missing", "this server signs no proofs; set PROOF_KEYS");
    }
    res.setHeader("Cache-Control", `public, max-age=${MAX_AGE_SECONDS}`);
    sendJsonBytes(res, 200, bytes);
  };
}
