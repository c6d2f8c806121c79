import type { RequestHandler } from "express";
import { clientKey } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { ownerOf } from "../owner.ts";

/** Takes each request from its client's quota before anything is parsed or signed. */
export function limitRequests({ limits }: { readonly limits: UploadLimits }): RequestHandler {
  return async function limitRequests(req, res, next) {
    await enforceLimits(res, limits.takeRequest(clientKey(ownerOf(res), req)));
    next();
  };
}
