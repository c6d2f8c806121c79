import { ProblemError } from "../errors.ts";

/** What the client is told when there is nothing to sign with; why goes to the log. */
export function credentialsUnavailable(cause: unknown, retryAfterSeconds: number): ProblemError {
  return new ProblemError(
    "credentials_unavailable",
    "the server has no credentials to sign with now; try again later",
    {
      headers: { "Retry-After": String(retryAfterSeconds) },
      cause,
    },
  );
}
