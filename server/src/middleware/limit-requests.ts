import type { ErrorRequestHandler, RequestHandler } from "express";
import { clientOf } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { ownerOf } from "../owner.ts";
import { toProblemError } from "./error-handler.ts";

export interface LimitRequestsOptions {
  readonly limits: UploadLimits;
}

/** Counts each request, before anything is parsed. */
export function limitRequests({ limits }: LimitRequestsOptions): RequestHandler {
  return async function limitRequests(req, res, next) {
    await enforceLimits(res, limits.consumeRequest(clientOf(ownerOf(res), req)));
    next();
  };
}

/**
 * Counts a request that a signing route rejected before it consumed anything, such as one with an invalid query or body. Failures of the
 * server do not count. A request that the limits rejected is already counted, and a rejected login is counted by `authenticate`.
 */
export function limitRejectedRequests({ limits }: LimitRequestsOptions): ErrorRequestHandler {
  return async function limitRejectedRequests(error: unknown, req, res, next) {
    const { status } = toProblemError(error);
    const isCounted = status >= 500 || status === 429 || status === 401;
    if (!isCounted) await enforceLimits(res, limits.consumeRequest(clientOf(ownerOf(res), req)));
    next(error);
  };
}
