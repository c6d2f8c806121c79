import { randomUUID } from "node:crypto";
import { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import type { Authenticator } from "../auth/authenticator.ts";
import { authenticate } from "../middleware/authenticate.ts";
import { errorHandler, toProblemError } from "../middleware/error-handler.ts";
import { requestId } from "../middleware/request-id.ts";
import type { AdmissionOptions } from "../uploads/admit-file.ts";
import { createAdmission } from "../uploads/create-admission.ts";
import { addUploadRoutes, UPLOAD_PATHS, type UploadRoutesOptions } from "./upload-routes.ts";

export interface UploadRouterOptions extends Omit<UploadRoutesOptions, "admission" | "before"> {
  /** Which files are let in. @default {@link createAdmission}'s: common photos and videos, of known size */
  readonly admission?: AdmissionOptions;
  /**
   * Whose upload it is: their folder in the object key, and whom limits are counted for. `undefined` is refused as
   * `login_required`; an error of your own with a 4xx `status` goes to your error handler as it is.
   *
   * @default anybody may upload; limits are counted by network address
   */
  readonly authenticator?: Authenticator;
  /** The id your app has given the request. @default the X-Request-Id on the answer, a well-formed one on the request, or a random one */
  readonly requestIdOf?: (req: Request) => string | undefined;
  /**
   * `render`: a failure is answered as `application/problem+json`. `pass-on`: your error handler gets it as a
   * {@link ProblemError}, with the `status` and `headers` that Express and its kin look for.
   *
   * @default "render"
   */
  readonly problems?: "render" | "pass-on";
  /** Told of failures that are the server's own, before they are answered: `console.error` will do. Not told of what is passed on. */
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/**
 * The routes that sign, for an Express app that is there already, under any path:
 * `app.use("/uploads", createUploadRouter({ signer, admission, authenticator, logFailure }))`.
 *
 * It reads the query itself, whatever the app's query parser; takes a JSON body that the app has read before; answers its own
 * paths and leaves every other request untouched. `res.locals` gets `requestId`, `owner` and `problemCode`, for the app's log.
 */
export function createUploadRouter(options: UploadRouterOptions): Router {
  const { signer, admission = createAdmission(), limits, authenticator, logFailure } = options;
  const { requestIdOf = () => undefined, problems = "render" } = options;
  const before = authenticator === undefined ? [] : [authenticate({ authenticator, limits })];
  const router = Router();
  router.all([...UPLOAD_PATHS], prepare(requestIdOf));
  addUploadRoutes(router, { signer, admission, limits, before });
  router.use(problems === "render" ? renderProblems(logFailure) : passOnProblems());
  return router;
}

/** Every answer of the routes holds a signature or a refusal of the moment: none may be stored. */
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
    if (isRefusalOfTheApp(error)) next(error);
    else render(error, req, res, next);
  };
}

function passOnProblems(): ErrorRequestHandler {
  return function passOnProblems(error: unknown, _req, _res, next) {
    next(isRefusalOfTheApp(error) ? error : toProblemError(error));
  };
}

/** Nothing of the router's own but problems has a 4xx status, so one that has comes from the app's authenticator. */
function isRefusalOfTheApp(error: unknown): boolean {
  if (toProblemError(error).code !== "internal_error") return false;
  if (!(error instanceof Error) || !("status" in error)) return false;
  return typeof error.status === "number" && error.status >= 400 && error.status < 500;
}
