import type { IRouter, RequestHandler } from "express";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { limitRejectedRequests, limitRequests } from "../middleware/limit-requests.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import type { MultipartUploads } from "../multipart/multipart-uploads.ts";
import type { UploadEvents } from "../objects/upload-events.ts";
import type { Proofs } from "../proofs/proofs.ts";
import { abortUpload } from "../routes/multipart/abort-upload.ts";
import { completeUpload } from "../routes/multipart/complete-upload.ts";
import { listParts } from "../routes/multipart/list-parts.ts";
import { signParts } from "../routes/multipart/sign-parts.ts";
import { startUpload } from "../routes/multipart/start-upload.ts";
import { withoutKeys } from "../routes/multipart/without-keys.ts";
import type { UploadRules } from "../uploads/upload-rules.ts";

const START_PATH = "/multipart";
const PARTS_PATH = "/multipart/parts";
const LIST_PATH = "/multipart/list";
const COMPLETE_PATH = "/multipart/complete";
const ABORT_PATH = "/multipart/abort";

export const MULTIPART_PATHS = [START_PATH, PARTS_PATH, LIST_PATH, COMPLETE_PATH, ABORT_PATH] as const;

/** Uploads in parts, or the variables that a server without them has to set. */
export type MultipartSupport = MultipartUploads | { readonly missingVariables: readonly string[] };

export interface MultipartRoutesOptions {
  readonly uploads: MultipartSupport;
  /** Proofs of completed uploads. @default none */
  readonly proofs?: Proofs | undefined;
  /** @default nothing is notified */
  readonly events?: UploadEvents | undefined;
  /** Which files may be uploaded. */
  readonly rules: UploadRules;
  /** Middleware that sets the owner of a request. It runs before any limit is consumed. */
  readonly preHandlers: readonly RequestHandler[];
  /** `undefined`: none. */
  readonly limits: UploadLimits | undefined;
}

/** Adds the routes of uploads in parts to an app or a router, as addUploadRoutes adds the others. */
export function addMultipartRoutes(router: IRouter, options: MultipartRoutesOptions): void {
  const { uploads, proofs, events, rules, preHandlers, limits } = options;
  const postOnly = methodNotAllowed("POST");
  if ("missingVariables" in uploads) {
    for (const path of MULTIPART_PATHS) {
      router
        .route(path)
        .post(...preHandlers, withoutKeys(uploads.missingVariables))
        .all(postOnly);
    }
    return;
  }
  const after = limits === undefined ? [] : [limitRejectedRequests({ limits })];
  router
    .route(START_PATH)
    .post(...preHandlers, jsonBody(), startUpload({ uploads, rules, limits }), ...after)
    .all(postOnly);
  const limited = limits === undefined ? [] : [limitRequests({ limits })];
  const routes = [
    [PARTS_PATH, signParts({ uploads })],
    [LIST_PATH, listParts({ uploads })],
    [COMPLETE_PATH, completeUpload({ uploads, proofs, events })],
    [ABORT_PATH, abortUpload({ uploads })],
  ] as const;
  for (const [path, handler] of routes) {
    router
      .route(path)
      .post(...preHandlers, ...limited, jsonBody(), handler)
      .all(postOnly);
  }
}
