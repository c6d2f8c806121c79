import { postPolicyBatch, postPolicyQuery, putSignBatch, putSignQuery } from "@wx-cos-upload/contract";
import type { IRouter, RequestHandler } from "express";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { limitRequests } from "../middleware/limit-requests.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import { signBatch } from "../routes/sign-batch.ts";
import { signOne } from "../routes/sign-one.ts";
import type { AdmissionOptions } from "../uploads/admit-file.ts";
import type { UploadSigner } from "../uploads/upload-signer.ts";

export const UPLOAD_PATHS = ["/put-sign", "/post-policy", "/put-sign/batch", "/post-policy/batch"] as const;

export interface UploadRoutesOptions {
  readonly signer: UploadSigner;
  /** Which files are let in. */
  readonly admission: AdmissionOptions;
  /** What a request passes before it takes from a limit: whoever finds out its owner. */
  readonly before?: readonly RequestHandler[];
  /** @default none */
  readonly limits?: UploadLimits | undefined;
}

/**
 * Adds the routes that sign to an app or a router, and nothing around them: they set no common header, give no id, and throw for
 * somebody else to render. createApp and createUploadRouter each put their own around them.
 *
 * Added rather than mounted: a router within a router reads the URL once more for every request.
 */
export function addUploadRoutes(router: IRouter, options: UploadRoutesOptions): void {
  const { signer, admission, before = [], limits } = options;
  const limited = limits === undefined ? before : [...before, limitRequests({ limits })];
  const getOnly = methodNotAllowed("GET", "HEAD");
  const postOnly = methodNotAllowed("POST");
  router
    .route("/put-sign")
    .get(...limited, signOne({ query: putSignQuery, admission, limits, sign: signer.signPut }))
    .all(getOnly);
  router
    .route("/post-policy")
    .get(...limited, signOne({ query: postPolicyQuery, admission, limits, sign: signer.signPost }))
    .all(getOnly);
  router
    .route("/put-sign/batch")
    .post(...limited, jsonBody(), signBatch({ body: putSignBatch, admission, limits, sign: signer.signPut }))
    .all(postOnly);
  router
    .route("/post-policy/batch")
    .post(...limited, jsonBody(), signBatch({ body: postPolicyBatch, admission, limits, sign: signer.signPost }))
    .all(postOnly);
}
