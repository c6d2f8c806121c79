import { redactUserInfo } from "../observability/redact-secrets.ts";

/** Describes for a terminal why a program failed: the error and its cause, without the user info of URLs. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return redactUserInfo(String(error));
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return redactUserInfo(error.message + cause);
}
