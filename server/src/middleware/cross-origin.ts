import cors from "cors";
import type { RequestHandler } from "express";

/** `*`, exact origins, or a pattern. */
export type AllowedOrigins = "*" | ReadonlyArray<string | RegExp>;

/**
 * CORS for browsers; a mini program sends no Origin and needs none.
 * A request without Origin passes by: the cors package would set the same headers for nobody.
 */
export function crossOrigin({ origins }: { readonly origins: AllowedOrigins }): RequestHandler {
  const handle = cors({
    origin: origins === "*" ? "*" : [...origins],
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: ["Authorization", "Content-Type", "X-Request-Id"],
    exposedHeaders: ["Retry-After", "X-Request-Id"],
    maxAge: 600,
  });
  return function crossOrigin(req, res, next) {
    if (req.headers.origin === undefined) return next();
    handle(req, res, next);
  };
}
