import type { RequestHandler } from "express";
import { ProblemError } from "../../errors.ts";

/**
 * Every multipart route of a server without the keys for it. Clients then upload by a form.
 *
 * @param missingVariables the environment variables to set
 * @throws {ProblemError} `service_keys_missing`
 */
export function withoutKeys(missingVariables: readonly string[]): RequestHandler {
  const detail = `this server cannot upload in parts; set ${missingVariables.join(", ")}: see docs/credentials.md`;
  return function withoutKeys() {
    throw new ProblemError("service_keys_missing", detail);
  };
}
