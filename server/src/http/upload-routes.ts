import { postPolicyBatch, postPolicyQuery, putSignBatch, putSignQuery } from "@wx-cos-upload/contract";
import type { IRouter, RequestHandler } from "express";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { limitRejectedRequests } from "../middleware/limit-requests.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import { signBatch } from "../routes/sign-batch.ts";
import { signOne } from "../routes/sign-one.ts";
import type { UploadRules } from "../uploads/upload-rules.ts";
import type { UploadSigner } from "../uploads/upload-signer.ts";

export const UPLOAD_PATHS = ["/put-sign", "/post-policy", "/put-sign/batch", "/post-policy/batch"] as const;

export interface UploadRoutesOptions {
  readonly signer: UploadSigner;
  /** Which files may be uploaded. */
  readonly rules: UploadRules;
  /** Middleware that sets the owner of a request. It runs before any limit is consumed. */
  readonly preHandlers?: readonly RequestHandler[];
  /** @default none */
  readonly limits?: UploadLimits | undefined;
}

/**
 * Adds the signing routes to an app or a router, and nothing else: they set no common headers and no request id, and they throw problems
 * instead of rendering them. createApp and createUploadRouter add these in their own ways.
 *
 * Fast path: docs/performance.md#routes
 */
export function addUploadRoutes(router: IRouter, options: UploadRoutesOptions): void {
  const { signer, rules, preHandlers = [], limits } = options;
  const { credentialsReady } = signer;
  const common = { rules, credentialsReady, limits };
  const after = limits === undefined ? [] : [limitRejectedRequests({ limits })];
  const getOnly = methodNotAllowed("GET", "HEAD");
  const postOnly = methodNotAllowed("POST");
  router
    .route("/put-sign")
    .get(...preHandlers, signOne({ query: putSignQuery, ...common, sign: signer.signPut }), ...after)
    .all(getOnly);
  router
    .route("/post-policy")
    .get(...preHandlers, signOne({ query: postPolicyQuery, ...common, sign: signer.signPost }), ...after)
    .all(getOnly);
  router
    .route("/put-sign/batch")
    .post(...preHandlers, jsonBody(), signBatch({ body: putSignBatch, ...common, sign: signer.signPut }), ...after)
    .all(postOnly);
  router
    .route("/post-policy/batch")
    .post(...preHandlers, jsonBody(), signBatch({ body: postPolicyBatch, ...common, sign: signer.signPost }), ...after)
    .all(postOnly);
}
