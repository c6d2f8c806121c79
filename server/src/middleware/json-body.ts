import express, { type RequestHandler } from "express";
import { ProblemError } from "../errors.ts";

/** Twenty files need 2 KiB. */
export const MAX_BODY_BYTES = 64 * 1024;

export function bodyTooLarge(): ProblemError {
  return new ProblemError("body_too_large", `the body may have at most ${MAX_BODY_BYTES} bytes`);
}

/**
 * Parses a JSON body of at most 64 KiB into `req.body`. It rejects compressed bodies: the supported encodings depend on the Node.js
 * version, and compression gains nothing for a body this small.
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
    if (!isUtf8(req.headers["content-type"])) {
      throw new ProblemError("unsupported_media_type", "send the body as UTF-8, uncompressed");
    }
    // Before the body is read.
    if (Number(req.headers["content-length"]) > MAX_BODY_BYTES) throw bodyTooLarge();
    parse(req, res, next);
  };
}

/** express.json also accepts UTF-7, UTF-16 and UTF-32. JSON between systems is UTF-8. RFC 8259, section 8.1 */
function isUtf8(contentType = ""): boolean {
  const charset = /;\s*charset="?([^\s;"]*)/i.exec(contentType)?.[1] ?? "utf-8";
  return charset.toLowerCase() === "utf-8";
}
