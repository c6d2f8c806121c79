import { ProblemError } from "../errors.ts";

/** Rejections of a request's token. RFC 6750 §3 defines the header and its `error` values. */

/** @param detail the fault of the token. The client receives it, so it quotes nothing of the token */
export function invalidToken(detail: string): ProblemError {
  return new ProblemError("invalid_token", `${detail}; log in again`, bearerError("invalid_token"));
}

export function tokenExpired(): ProblemError {
  return new ProblemError("token_expired", "the token has expired; log in again", bearerError("invalid_token"));
}

export function repeatedAuthorization(): ProblemError {
  return new ProblemError("repeated_field", "the Authorization header was sent more than once; send it once", {
    field: "Authorization",
    ...bearerError("invalid_request"),
  });
}

function bearerError(error: string) {
  return { headers: { "WWW-Authenticate": `Bearer error="${error}"` } };
}
