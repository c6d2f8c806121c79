import type { ProblemCode } from "../errors.ts";

/** Problems of every route: wrong methods, and rejections before the route is known. */
export const COMMON_PROBLEMS: readonly ProblemCode[] = [
  "bad_request",
  "expectation_failed",
  "request_timeout",
  "too_many_pending_requests",
  "host_not_allowed",
  "headers_too_large",
  "method_not_allowed",
];

/** Problems of a route with a rate limit. */
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

/** Problems of every signing route. */
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

/** Problems of a route that calls COS. */
export const UPLOAD_CALL_PROBLEMS: readonly ProblemCode[] = [
  "service_keys_missing",
  "credentials_unavailable",
  "cos_refused",
  "cos_unavailable",
];

/** Problems of a route with an upload token. */
export const TOKEN_PROBLEMS: readonly ProblemCode[] = [
  ...LIMITED_PROBLEMS,
  ...JSON_PROBLEMS,
  "unknown_field",
  "repeated_field",
  "invalid_encoding",
  "service_keys_missing",
  "invalid_upload_token",
  "upload_expired",
];

/** Problems of a missing or invalid login, by kind of authentication. */
export const LOGIN_PROBLEMS: Readonly<Record<"none" | "bearer" | "app", readonly ProblemCode[]>> = {
  none: [],
  app: ["login_required"],
  bearer: ["login_required", "invalid_token", "token_expired", "repeated_field", "jwks_unavailable"],
};
