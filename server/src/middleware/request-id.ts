import type { RequestHandler } from "express";

/** Ids accepted from a gateway: none of their characters can break a log line or a header. */
const ACCEPTABLE_ID = /^[\w.-]{8,64}$/;

/** Assigns each request an id, the caller's own if it is well-formed, and returns it as `X-Request-Id`. */
export function requestId({ randomId }: { readonly randomId: () => string }): RequestHandler {
  return function requestId(req, res, next) {
    const given = req.headers["x-request-id"];
    const id = typeof given === "string" && ACCEPTABLE_ID.test(given) ? given : randomId();
    res.locals["requestId"] = id;
    res.setHeader("X-Request-Id", id);
    next();
  };
}
