import cors, { type CorsOptions } from "cors";
import type { RequestHandler } from "express";

/** Exact origins, any origin, or any page on this machine. */
export type AllowedOrigins = readonly string[] | "*" | "loopback";

const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]+)?$/;

/**
 * CORS for browsers; a mini program sends no Origin and needs none.
 * Skips requests without Origin, for which the cors package would set the same headers in vain.
 */
export function crossOrigin({ origins }: { readonly origins: AllowedOrigins }): RequestHandler {
  const handle = cors({
    origin: toCorsOption(origins),
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id"],
    exposedHeaders: ["RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"],
    maxAge: 600,
  });
  return function crossOrigin(req, res, next) {
    if (req.headers.origin === undefined) return next();
    handle(req, res, next);
  };
}

function toCorsOption(origins: AllowedOrigins): CorsOptions["origin"] {
  if (origins === "loopback") return LOOPBACK;
  return origins === "*" ? "*" : [...origins];
}
