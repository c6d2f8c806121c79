import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";
import { sendJson } from "../send-json.ts";

/** Something the server can't work without. */
export interface ReadinessCheck {
  /** What is checked, as the answer names it: `credentials`. */
  readonly name: string;
  /** Rejects while it is not there. The reason goes to the log, not into the answer. */
  readonly check: () => Promise<void>;
}

/** `GET /healthz`: the process lives. */
export function healthz(): RequestHandler {
  return function healthz(_req, res) {
    sendJson(res, 200, { status: "ok" });
  };
}

/**
 * `GET /readyz`: the server can sign, or which check says that it can't.
 *
 * Requests that come while the checks run share their result: nobody has to log in for this route, so a flood of it must not become one
 * of Redis, STS or an issuer.
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
