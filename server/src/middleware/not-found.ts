import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** The last handler of the app: no route matched. @throws {ProblemError} `not_found` */
export function notFound(): RequestHandler {
  return function notFound() {
    throw new ProblemError("not_found", "no route has this path; docs/api.md describes the API");
  };
}
