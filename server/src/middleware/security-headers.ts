import type { RequestHandler } from "express";

/**
 * What every answer of a JSON API carries. Fixed, so they are set in one go: helmet works the same headers out anew for each
 * request, which costs more than all of them.
 *
 * `no-store`, because nearly every answer holds a signature or the state of a moment.
 */
const HEADERS = new Map([
  ["Cache-Control", "no-store"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"],
  ["Referrer-Policy", "no-referrer"],
  ["Strict-Transport-Security", "max-age=31536000"],
  ["X-Content-Type-Options", "nosniff"],
]);

export function securityHeaders(): RequestHandler {
  return function securityHeaders(_req, res, next) {
    res.setHeaders(HEADERS);
    next();
  };
}
