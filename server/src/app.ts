import { postPolicyBatch, postPolicyQuery, putSignBatch, putSignQuery } from "@wx-cos-upload/shared";
import express, { type Express, type RequestHandler } from "express";
import { createUploadLimits, type UploadLimits } from "./limits/upload-limits.ts";
import { type AllowedOrigins, crossOrigin } from "./middleware/cross-origin.ts";
import { errorHandler } from "./middleware/error-handler.ts";
import { jsonBody } from "./middleware/json-body.ts";
import { limitRequests } from "./middleware/limit-requests.ts";
import { methodNotAllowed } from "./middleware/method-not-allowed.ts";
import { notFound } from "./middleware/not-found.ts";
import { requestId } from "./middleware/request-id.ts";
import { type RequestLogEntry, requestLog } from "./middleware/request-log.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { healthz, type ReadinessCheck, readyz } from "./routes/health.ts";
import { signBatch } from "./routes/sign-batch.ts";
import { signOne } from "./routes/sign-one.ts";
import type { AdmissionOptions } from "./uploads/admit-file.ts";
import type { UploadSigner } from "./uploads/upload-signer.ts";

export interface AppDependencies {
  readonly signer: UploadSigner;
  /** Which files are let in. */
  readonly admission: AdmissionOptions;
  /** Browsers' origins that may call. @default none */
  readonly corsOrigins?: AllowedOrigins;
  /** @default none */
  readonly limits?: UploadLimits;
  /** Proxies whose X-Forwarded-For is believed, as Express's "trust proxy" has it: a number of hops, or addresses. @default none */
  readonly trustProxy?: number | string;
  /** @default none: always ready */
  readonly readinessChecks?: readonly ReadinessCheck[];
  /** Asked before everything else, so that its answers have neither the API's headers nor a log line: the preview, in development. */
  readonly preview?: RequestHandler;
  readonly logRequest: (entry: RequestLogEntry) => void;
  readonly logFailure: (error: unknown, requestId: string) => void;
  /** Gives an id for a request that came without one. */
  readonly randomId: () => string;
  /** A clock that never runs backwards, in milliseconds. */
  readonly monotonicMs: () => number;
}

/** The signing server as an Express app: the order of middleware and routes. It does not listen. */
export function createApp(dependencies: AppDependencies): Express {
  const { signer, admission, corsOrigins = [], readinessChecks = [], logRequest, logFailure } = dependencies;
  const { limits = createUploadLimits({}), trustProxy = false } = dependencies;
  const app = express();
  app.disable("x-powered-by");
  // Express's etag hashes every body; no answer here may be stored, so none is ever asked for again with If-None-Match.
  app.disable("etag");
  // routes/parse-query.ts reads the query instead, strictly.
  app.set("query parser", false);
  app.set("trust proxy", trustProxy);

  if (dependencies.preview !== undefined) app.use(dependencies.preview);
  app.use(requestId({ randomId: dependencies.randomId }));
  app.use(requestLog({ log: logRequest, monotonicMs: dependencies.monotonicMs }));
  app.use(securityHeaders());
  if (corsOrigins.length > 0) app.use(crossOrigin({ origins: corsOrigins }));

  const limited = limitRequests({ limits });
  const getOnly = methodNotAllowed("GET", "HEAD");
  const postOnly = methodNotAllowed("POST");
  app
    .route("/put-sign")
    .get(limited, signOne({ query: putSignQuery, admission, limits, sign: signer.signPut }))
    .all(getOnly);
  app
    .route("/post-policy")
    .get(limited, signOne({ query: postPolicyQuery, admission, limits, sign: signer.signPost }))
    .all(getOnly);
  app
    .route("/put-sign/batch")
    .post(limited, jsonBody(), signBatch({ body: putSignBatch, admission, limits, sign: signer.signPut }))
    .all(postOnly);
  app
    .route("/post-policy/batch")
    .post(limited, jsonBody(), signBatch({ body: postPolicyBatch, admission, limits, sign: signer.signPost }))
    .all(postOnly);
  app.route("/healthz").get(healthz()).all(getOnly);
  app
    .route("/readyz")
    .get(readyz({ checks: readinessChecks }))
    .all(getOnly);

  app.use(notFound());
  app.use(errorHandler({ logFailure }));
  return app;
}
