import type { Request } from "express";
import { z } from "zod";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

/** These requests have no query: all of their fields are in the body. */
const NO_FIELDS = z.strictObject({});

/**
 * Validates the body of a request, which must have no query.
 *
 * @throws {ProblemError} as parseQuery and parseRequest
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, req: Request): z.output<Schema> {
  parseRequest(NO_FIELDS, parseQuery(req.url));
  return parseRequest(schema, req.body);
}
