import type { RequestHandler } from "express";
import { ProblemError } from "../../errors.ts";

/**
 * Every route for stored objects of a server without the keys for it.
 *
 * @param missingVariables the environment variables to set
 * @throws {ProblemError} `service_keys_missing`
 */
export function withoutServiceKeys(missingVariables: readonly string[]): RequestHandler {
  const detail = `this server cannot look at stored objects; set ${missingVariables.join(", ")}: see docs/credentials.md`;
  return function withoutServiceKeys() {
    throw new ProblemError("service_keys_missing", detail);
  };
}
