import { randomUUID } from "node:crypto";
import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import type { Authenticator } from "../auth/authenticator.ts";
import { authenticate } from "../middleware/authenticate.ts";
import { errorHandler, toProblemError } from "../middleware/error-handler.ts";
import { requestId } from "../middleware/request-id.ts";
import type { MultipartUploads } from "../multipart/multipart-uploads.ts";
import type { StoredObjects } from "../objects/stored-objects.ts";
import type { UploadEvents } from "../objects/upload-events.ts";
import type { Proofs } from "../proofs/proofs.ts";
import type { UploadRules } from "../uploads/upload-rules.ts";
import { createUploadRules } from "../uploads/upload-rules.ts";
import { addMultipartRoutes, MULTIPART_PATHS } from "./multipart-routes.ts";
import { addObjectRoutes, OBJECT_PATHS } from "./object-routes.ts";
import { addUploadRoutes, UPLOAD_PATHS, type UploadRoutesOptions } from "./upload-routes.ts";

/**
 * What {@link createUploadRouter} signs with, and for whom.
 *
 * @example
 * import type { UploadRouterOptions, UploadSigner } from "@wx-cos-upload/server";
 *
 * const optionsFor = (signer: UploadSigner): UploadRouterOptions => ({ signer, logFailure: console.error });
 */
export interface UploadRouterOptions extends Omit<UploadRoutesOptions, "rules" | "preHandlers"> {
  /** Uploads in parts, from {@link createCosMultipartUploads}. @default no such routes: clients upload large files by a form */
  readonly multipart?: MultipartUploads;
  /** Stored objects, from {@link createCosStoredObjects}. @default no such routes: clients can only upload */
  readonly objects?: StoredObjects;
  /** Proofs of stored objects, from {@link createUploadProofs}. @default responses have none */
  readonly proofs?: Proofs;
  /** Learns of stored and deleted objects, before the response that reports them. @default none */
  readonly events?: UploadEvents;
  /** Which files may be uploaded. @default {@link createUploadRules}'s: common photos and videos, with their size */
  readonly rules?: UploadRules;
  /**
   * Returns the owner of an upload: the folder in the object key, and the subject of the limits. `undefined` is rejected as
   * `login_required`. An error of your own with a 4xx `status` goes to your error handler unchanged.
   *
   * @default anybody may upload, and limits count by network address
   */
  readonly authenticator?: Authenticator;
  /** Your app's id of the request. @default the X-Request-Id of the response, a well-formed one of the request, or a random one */
  readonly requestIdOf?: (req: Request) => string | undefined;
  /**
   * `render` responds to a failure with `application/problem+json`. `pass-on` passes it to your error handler as a
   * {@link ProblemError}, with the `status` and `headers` that Express reads.
   *
   * @default "render"
   */
  readonly problems?: "render" | "pass-on";
  /** Logs failures of the server, with the request's id: `console.error` will do. It is not called for failures that are passed on. */
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/**
 * Creates the signing routes for an existing Express app, to mount under any path.
 *
 * The router parses the query itself, uses a JSON body that the app has parsed already, and leaves requests to other paths alone. It sets
 * `requestId`, `owner` and `problemCode` in `res.locals` for the app's log.
 *
 * @example
 * import { createCosUploadSigner, createUploadRouter, fixedCredentials } from "@wx-cos-upload/server";
 * import express from "express";
 *
 * const signer = createCosUploadSigner({
 *   bucket: "examplebucket-1250000000",
 *   region: "ap-guangzhou",
 *   credentials: fixedCredentials({ secretId: "AKIDexample", secretKey: "the-secret-key" }),
 * });
 * const app = express();
 * app.use("/uploads", createUploadRouter({ signer, logFailure: console.error }));
 */
export function createUploadRouter(options: UploadRouterOptions): Router {
  const { signer, rules = createUploadRules(), limits, authenticator, logFailure } = options;
  const { requestIdOf = () => undefined, problems = "render", multipart, objects, proofs, events } = options;
  const preHandlers = authenticator === undefined ? [] : [authenticate({ authenticator, limits })];
  const router = Router();
  const paths = [
    ...UPLOAD_PATHS,
    ...(multipart === undefined ? [] : MULTIPART_PATHS),
    ...(objects === undefined ? [] : OBJECT_PATHS),
  ];
  router.all(paths, prepare(requestIdOf));
  addUploadRoutes(router, { signer, rules, limits, preHandlers });
  if (multipart !== undefined)
    addMultipartRoutes(router, { uploads: multipart, proofs, events, rules, limits, preHandlers });
  if (objects !== undefined) addObjectRoutes(router, { objects, proofs, events, limits, preHandlers });
  router.use(problems === "render" ? renderProblems(logFailure) : passOnProblems());
  return router;
}

/** Every response holds a signature or a rejection that is true only now, so none may be cached. */
function prepare(requestIdOf: (req: Request) => string | undefined): RequestHandler {
  const giveId = requestId({ randomId: randomUUID });
  return function prepare(req, res, next) {
    res.setHeader("Cache-Control", "no-store");
    res.setHeader("X-Content-Type-Options", "nosniff");
    const given = requestIdOf(req) ?? res.getHeader("X-Request-Id");
    if (given === undefined) {
      giveId(req, res, next);
      return;
    }
    res.locals["requestId"] = String(given);
    res.setHeader("X-Request-Id", String(given));
    next();
  };
}

function renderProblems(logFailure: UploadRouterOptions["logFailure"]): ErrorRequestHandler {
  const render = errorHandler({ logFailure });
  return function renderProblems(error: unknown, req, res, next) {
    if (isAppRejection(error)) next(error);
    else render(error, req, res, next);
  };
}

function passOnProblems(): ErrorRequestHandler {
  return function passOnProblems(error: unknown, _req, _res, next) {
    next(isAppRejection(error) ? error : toProblemError(error));
  };
}

/** The router's own 4xx errors are all problems, so any other one comes from the app's authenticator. */
function isAppRejection(error: unknown): boolean {
  if (toProblemError(error).code !== "internal_error") return false;
  if (!(error instanceof Error) || !("status" in error)) return false;
  return typeof error.status === "number" && error.status >= 400 && error.status < 500;
}
