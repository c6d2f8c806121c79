import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";
import { sendJson } from "../http/send-json.ts";
import type { ReadinessCheck } from "../observability/readiness-check.ts";

/** `GET /healthz`: the process is alive. */
export function healthz(): RequestHandler {
  return function healthz(_req, res) {
    sendJson(res, 200, { status: "ok" });
  };
}

/**
 * `GET /readyz`: responds 200 if the server can sign, and otherwise names the checks that failed.
 *
 * Concurrent requests share one run of the checks. The route needs no login, so a flood of requests must not turn into a flood of calls
 * to Redis, STS or an issuer.
 *
 * @throws {ProblemError} `not_ready`
 */
export function readyz({ checks }: { readonly checks: readonly ReadinessCheck[] }): RequestHandler {
  let running: Promise<ReadonlyArray<PromiseSettledResult<void>>> | undefined;

  async function runChecks(): Promise<ReadonlyArray<PromiseSettledResult<void>>> {
    try {
      return await Promise.allSettled(checks.map(({ check }) => check()));
    } finally {
      running = undefined;
    }
  }

  return async function readyz(_req, res) {
    running ??= runChecks();
    const results = await running;
    const failed = checks.filter((_, index) => results[index]?.status === "rejected").map(({ name }) => name);
    if (failed.length > 0) {
      const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
      throw new ProblemError("not_ready", `not ready: ${failed.join(", ")}`, {
        headers: { "Retry-After": "5" },
        cause: new AggregateError(reasons, failed.join(", ")),
      });
    }
    sendJson(res, 200, { status: "ready" });
  };
}
