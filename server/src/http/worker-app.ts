import express, { type Express } from "express";
import { errorHandler } from "../middleware/error-handler.ts";
import { methodNotAllowed } from "../middleware/method-not-allowed.ts";
import { notFound } from "../middleware/not-found.ts";
import { requestId } from "../middleware/request-id.ts";
import { securityHeaders } from "../middleware/security-headers.ts";
import type { ReadinessCheck } from "../observability/readiness-check.ts";
import { healthz, readyz } from "../routes/health.ts";

export interface WorkerAppOptions {
  readonly readinessChecks: readonly ReadinessCheck[];
  readonly logFailure: (error: unknown, requestId: string) => void;
  /** Returns an id for a request that has none. */
  readonly randomId: () => string;
}

/** Creates the app of a worker of webhooks: its probes, and nothing else. */
export function createWorkerApp({ readinessChecks, logFailure, randomId }: WorkerAppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(requestId({ randomId }), securityHeaders());
  const getOnly = methodNotAllowed("GET", "HEAD");
  app.route("/healthz").get(healthz()).all(getOnly);
  app
    .route("/readyz")
    .get(readyz({ checks: readinessChecks }))
    .all(getOnly);
  app.use(notFound());
  app.use(errorHandler({ logFailure }));
  return app;
}
