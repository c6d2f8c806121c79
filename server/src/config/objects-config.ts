import { type ProofKeyList, parseProofKeys } from "../proofs/proof-keys.ts";
import { parseHost } from "./cos-config.ts";
import { type CredentialsConfig, callsSts, REFRESH_SECONDS } from "./credentials-config.ts";
import { oneOf, type VariableReader, wholeNumber } from "./variables.ts";

/** What happens after an upload. */
export interface ObjectsConfig {
  /** `undefined`: missing, or made by the local bucket. */
  readonly proofKeys: ProofKeyList | undefined;
  /** Delete an object that breaks the upload rules when a client confirms it. */
  readonly deleteRejected: boolean;
  /** How long a URL for reading lives at most. */
  readonly downloadSeconds: number;
  /** The host that URLs for reading are signed for. `undefined`: the bucket's. */
  readonly downloadHost: string | undefined;
}

/** A leaked URL reads its object until it expires. */
const MAX_DOWNLOAD_SECONDS = 86_400;

/** Reads the variables of stored objects. The reader collects the problems. */
export function readObjects(variables: VariableReader, { from, sts }: CredentialsConfig): ObjectsConfig {
  const downloadSeconds = variables.read("DOWNLOAD_SECONDS", 600, wholeNumber(60, MAX_DOWNLOAD_SECONDS, "seconds"));
  const minimum = downloadSeconds + REFRESH_SECONDS;
  if (callsSts(from) && sts.durationSeconds < minimum) {
    variables.reject("STS_DURATION_SECONDS", `must be at least ${minimum}: DOWNLOAD_SECONDS plus ${REFRESH_SECONDS}`);
  }
  return {
    proofKeys: variables.read("PROOF_KEYS", undefined, parseProofKeys),
    deleteRejected: variables.read("DELETE_REJECTED", "false", oneOf("true", "false")) === "true",
    downloadSeconds,
    downloadHost: variables.read("DOWNLOAD_HOST", undefined, parseHost),
  };
}
