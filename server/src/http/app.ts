import express, { type Express, type RequestHandler } from "express";
import type { Authenticator } from "../auth/authenticator.ts";
import type { LogIn } from "../auth/index.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { authenticate } from "../middleware/authenticate.ts";
import { type AllowedOrigins, crossOrigin } from "../middleware/cross-origin.ts";
import { errorHandler } from "../middleware/error-handler.ts";
import { jsonBody } from "../middleware/json-body.ts";
import { limitRequests } from "../middleware/limit-requests.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import { notFound } from "../middleware/not-found.ts";
import { requestId } from "../middleware/request-id.ts";
import { requestLog } from "../middleware/request-log.ts";
import { securityHeaders } from "../middleware/security-headers.ts";
import type { UploadEvents } from "../objects/upload-events.ts";
import type { ReadinessCheck } from "../observability/readiness-check.ts";
import type { RequestLogEntry } from "../observability/request-log-entry.ts";
import { createOpenApiDocument } from "../openapi/openapi-document.ts";
import type { Proofs } from "../proofs/proofs.ts";
import { cosEvents, requireEventsSecret } from "../routes/cos-events.ts";
import { healthz, readyz } from "../routes/health.ts";
import { login } from "../routes/login.ts";
import { openApi } from "../routes/openapi.ts";
import type { UploadRules } from "../uploads/upload-rules.ts";
import type { UploadSigner } from "../uploads/upload-signer.ts";
import type { HandleCosEvent } from "../webhooks/cos-events.ts";
import { addMultipartRoutes, type MultipartSupport } from "./multipart-routes.ts";
import { addObjectRoutes, type ObjectSupport } from "./object-routes.ts";
import { addUploadRoutes } from "./upload-routes.ts";

/** COS's own events, from a function that forwards them. */
export interface CosEventsRoute {
  /** What the function sends. */
  readonly secret: string;
  readonly handle: HandleCosEvent;
}

export interface AppDependencies {
  readonly signer: UploadSigner;
  /** Uploads in parts. @default none: their routes respond with 501 `service_keys_missing` */
  readonly multipart?: MultipartSupport;
  /** Stored objects: confirmed, listed, read and deleted. @default none: their routes respond with 501 `service_keys_missing` */
  readonly objects?: ObjectSupport;
  /** Proofs of stored objects. @default none: the key set responds with 501 `proof_keys_missing` */
  readonly proofs?: Proofs | undefined;
  /** Whether the document describes webhooks. @default false */
  readonly sendsWebhooks?: boolean;
  /** Learns of stored and deleted objects. @default none */
  readonly events?: UploadEvents | undefined;
  /** Serves `POST /events/cos`. @default no such route */
  readonly cosEvents?: CosEventsRoute | undefined;
  /** Which files may be uploaded. */
  readonly rules: UploadRules;
  /** Returns the owner of a request; signing then needs a login. @default no login: anybody may upload */
  readonly authenticator?: Authenticator;
  /** Whether anybody can also use the server without a login, except for lists and deletions. @default false */
  readonly isLoginOptional?: boolean | undefined;
  /** Serves `POST /login`. @default no such route */
  readonly logIn?: LogIn;
  /** Origins of web pages that may call the API. @default none */
  readonly corsOrigins?: AllowedOrigins;
  /** @default none */
  readonly limits?: UploadLimits | undefined;
  /** Proxies whose X-Forwarded-For is trusted, as in Express's "trust proxy": a number of hops, or addresses. @default none */
  readonly trustProxy?: number | string;
  /** @default none: always ready */
  readonly readinessChecks?: readonly ReadinessCheck[];
  /** The preview, in development. It runs before everything else, so its responses have neither the API's headers nor a log line. */
  readonly preview?: RequestHandler;
  /** Serves `/docs`, in development. It runs before the API, because a page has headers of its own. @default no such page */
  readonly apiDocs?: RequestHandler;
  readonly logRequest: (entry: RequestLogEntry) => void;
  readonly logFailure: (error: unknown, requestId: string) => void;
  /** Returns an id for a request that has none. */
  readonly randomId: () => string;
  /** A clock that never runs backwards, in milliseconds. */
  readonly monotonicMs: () => number;
}

const WITHOUT_KEYS = {
  missingVariables: ["COS_SERVICE_SECRET_ID", "COS_SERVICE_SECRET_KEY", "UPLOAD_TOKEN_KEYS"],
};

/** Creates the signing server as an Express app, with its middleware and routes in order. It does not listen. */
export function createApp(dependencies: AppDependencies): Express {
  const { signer, rules, authenticator, logIn, logRequest, logFailure } = dependencies;
  const { corsOrigins = [], readinessChecks = [], limits, trustProxy = false } = dependencies;
  const { multipart = WITHOUT_KEYS, objects = WITHOUT_KEYS, proofs, events } = dependencies;
  const app = express();
  app.disable("x-powered-by");
  // No response may be cached, so no client sends If-None-Match. Fast path: docs/performance.md#etag
  app.disable("etag");
  // routes/parse-query.ts parses the query instead, strictly.
  app.set("query parser", false);
  app.set("trust proxy", trustProxy);

  if (dependencies.preview !== undefined) app.use(dependencies.preview);
  if (dependencies.apiDocs !== undefined) app.use("/docs", dependencies.apiDocs);
  const { randomId, monotonicMs } = dependencies;
  app.use(requestId({ randomId }), requestLog({ log: logRequest, monotonicMs }), securityHeaders());
  if (corsOrigins.length > 0) app.use(crossOrigin({ origins: corsOrigins }));

  const isOptional = dependencies.isLoginOptional === true;
  const preHandlers = authenticator === undefined ? [] : [authenticate({ authenticator, isOptional, limits })];
  addUploadRoutes(app, { signer, rules, limits, preHandlers });
  addMultipartRoutes(app, { uploads: multipart, proofs, events, rules, limits, preHandlers });
  addObjectRoutes(app, { objects, proofs, events, limits, preHandlers });
  const getOnly = methodNotAllowed("GET", "HEAD");
  if (logIn !== undefined) {
    const limited = limits === undefined ? [] : [limitRequests({ limits })];
    app
      .route("/login")
      .post(...limited, jsonBody(), login({ logIn }))
      .all(methodNotAllowed("POST"));
  }
  if (dependencies.cosEvents !== undefined) {
    const { secret, handle } = dependencies.cosEvents;
    app
      .route("/events/cos")
      .post(requireEventsSecret({ secret }), jsonBody(), cosEvents({ handle }))
      .all(methodNotAllowed("POST"));
  }
  app.route("/healthz").get(healthz()).all(getOnly);
  const document = createOpenApiDocument({
    requireSize: rules.requireSize,
    authentication: authenticator === undefined ? "none" : "bearer",
    isLoginOptional: isOptional,
    login: logIn !== undefined,
    cosEvents: dependencies.cosEvents !== undefined,
    webhooks: dependencies.sendsWebhooks === true,
  });
  app.route("/openapi.json").get(openApi({ document })).all(getOnly);
  app
    .route("/readyz")
    .get(readyz({ checks: readinessChecks }))
    .all(getOnly);

  app.use(notFound());
  app.use(errorHandler({ logFailure }));
  return app;
}
