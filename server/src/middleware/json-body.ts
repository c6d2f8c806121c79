import express, { type RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** Twenty files need 2 KiB. */
export const MAX_BODY_BYTES = 64 * 1024;

/**
 * Reads a JSON body of at most 64 KiB into `req.body`. Not a compressed one: which compressions there are depends on Node's
 * version, and so small a body gains nothing.
 *
 * @throws {ProblemError} `unsupported_media_type` for another type; `body_too_large` and `invalid_json` come from the
 * express.json errors that the error handler knows.
 */
export function jsonBody(): RequestHandler {
  const parse = express.json({ limit: MAX_BODY_BYTES, type: () => true, inflate: false });
  return function jsonBody(req, res, next) {
    if (req.is("application/json") === false) {
      throw new ProblemError("unsupported_media_type", "send the body as Content-Type: application/json");
    }
    parse(req, res, next);
  };
}
