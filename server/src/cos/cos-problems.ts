import { ProblemError } from "../errors.ts";
import { CosCallError } from "./cos-error.ts";

/** How long clients wait before they retry while COS is unavailable. */
const RETRY_SECONDS = 5;

/**
 * Throws the problem for a failed call of COS. COS's own words go to the log only.
 *
 * @throws {ProblemError} `cos_unavailable`, `cos_refused`; any other error unchanged
 */
export function throwCosProblem(error: unknown): never {
  if (!(error instanceof CosCallError)) throw error;
  if (error.isTransient) {
    throw new ProblemError("cos_unavailable", "COS does not respond as it should now; try again later", {
      headers: { "Retry-After": String(RETRY_SECONDS) },
      cause: error,
    });
  }
  throw new ProblemError("cos_refused", "COS rejects the server's own request; the server log has the reason", {
    cause: error,
  });
}
