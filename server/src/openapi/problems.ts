import type { ProblemCode } from "../errors.ts";

/** What every route may answer: by its method, or before it was known which route it is. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  "bad_request",
  "expectation_failed",
  "request_timeout",
  "too_many_pending_requests",
  "host_not_allowed",
  "headers_too_large",
  "method_not_allowed",
];

/** What a route refuses that takes from a limit of requests. */
export const LIMITED_PROBLEMS: readonly ProblemCode[] = [
  "request_limit_reached",
  "limiter_unavailable",
  "internal_error",
];

export const JSON_PROBLEMS: readonly ProblemCode[] = [
  "invalid_json",
  "invalid_body",
  "body_too_large",
  "unsupported_media_type",
];

/** What signing may come to, whatever is signed. */
const SIGNING_PROBLEMS: readonly ProblemCode[] = [
  ...LIMITED_PROBLEMS,
  "unknown_field",
  "invalid_extension",
  "invalid_size",
  "size_required",
  "unsupported_extension",
  "file_too_large",
  "file_limit_reached",
  "byte_limit_reached",
  "credentials_unavailable",
  "invalid_encoding",
  "repeated_field",
];
export const QUERY_PROBLEMS: readonly ProblemCode[] = SIGNING_PROBLEMS;
export const BATCH_PROBLEMS: readonly ProblemCode[] = [...SIGNING_PROBLEMS, ...JSON_PROBLEMS, "invalid_batch"];

/** What signing refuses for want of a login: any, and one that is said by a bearer token. */
export const LOGIN_PROBLEMS: Readonly<Record<"none" | "bearer" | "app", readonly ProblemCode[]>> = {
  none: [],
  app: ["login_required"],
  bearer: ["login_required", "invalid_token", "token_expired", "repeated_field", "jwks_unavailable"],
};
