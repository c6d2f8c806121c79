import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** For the end of a route: whatever method came this far is none of the route's. @throws {ProblemError} `method_not_allowed` */
export function methodNotAllowed(...allowed: readonly string[]): RequestHandler {
  const allow = allowed.join(", ");
  return function methodNotAllowed(req) {
    throw new ProblemError("method_not_allowed", `${req.method} is not taken here; use ${allow}`, {
      headers: { Allow: allow },
    });
  };
}
