import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** The last handler of a route: it rejects all other methods. @throws {ProblemError} `method_not_allowed` */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  const allow = allowed.join(", ");
  return function methodNotAllowed(req) {
    throw new ProblemError("method_not_allowed", `this path does not support ${req.method}; use ${allow}`, {
      headers: { Allow: allow },
    });
  };
}
