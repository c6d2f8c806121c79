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

export interface LimitRejectedRequestsOptions extends LimitRequestsOptions {
  /** Whether the routes need a login. An error before the owner is known then comes from `authenticate`, which counts by itself. */
  readonly needsOwner: boolean;
}

/**
 * Counts a request that a signing route rejected before it consumed anything, such as one with an invalid query or body. Failures of the
 * server do not count, and a request that the limits rejected is already counted.
 */
export function limitRejectedRequests({ limits, needsOwner }: LimitRejectedRequestsOptions): ErrorRequestHandler {
  return async function limitRejectedRequests(error: unknown, req, res, next) {
    const owner = ownerOf(res);
    const { status } = toProblemError(error);
    const isCounted = status >= 500 || status === 429 || (needsOwner && owner === undefined);
    if (!isCounted) await enforceLimits(res, limits.consumeRequest(clientOf(owner, req)));
    next(error);
  };
}
