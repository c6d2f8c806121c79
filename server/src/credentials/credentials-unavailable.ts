import { ProblemError } from "../errors.ts";

/** The problem of a server without credentials. The cause goes to the log only. */
export function credentialsUnavailable(cause: unknown, retryAfterSeconds: number): ProblemError {
  return new ProblemError("credentials_unavailable", "the server has no credentials to sign with; try again later", {
    headers: { "Retry-After": String(retryAfterSeconds) },
    cause,
  });
}
