import type { RequestHandler } from "express";

/** Ids that a gateway may hand down: nothing in them can break a log line or a header. */
const ACCEPTABLE_ID = /^[\w.-]{8,64}$/;

/** Gives each request an id, its caller's if that is well-formed, and answers it as `X-Request-Id`. */
export function requestId({ randomId }: { readonly randomId: () => string }): RequestHandler {
  return function requestId(req, res, next) {
    const given = req.headers["x-request-id"];
    const id = typeof given === "string" && ACCEPTABLE_ID.test(given) ? given : randomId();
    res.locals["requestId"] = id;
    res.setHeader("X-Request-Id", id);
    next();
  };
}
