import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** For the end of the app: no route matched. @throws {ProblemError} `not_found` */
export function notFound(): RequestHandler {
  return function notFound() {
    throw new ProblemError("not_found", "no route has this path; the API is described in docs/api.md");
  };
}
