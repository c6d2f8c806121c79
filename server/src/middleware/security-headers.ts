import type { RequestHandler } from "express";

/**
 * Headers of every response of a JSON API. `no-store`, because nearly every response holds a signature or a momentary state.
 *
 * Fast path: docs/performance.md#security-headers
 */
const HEADERS = new Map([
  ["Cache-Control", "no-store"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
  ["Referrer-Policy", "no-referrer"],
  ["Strict-Transport-Security", "max-age=31536000"],
  ["X-Content-Type-Options", "nosniff"],
]);

/** Sets the security headers of every response. */
export function securityHeaders(): RequestHandler {
  return function securityHeaders(_req, res, next) {
    res.setHeaders(HEADERS);
    next();
  };
}
