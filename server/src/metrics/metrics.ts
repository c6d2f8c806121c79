import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { RequestLogEntry } from "../middleware/request-log.ts";

/** What is counted of the server, for Prometheus. No label holds anything of a client: its values would never end. */
export interface Metrics {
  /** Told of each request when its answer is out. */
  observeRequest(entry: RequestLogEntry): void;
  /** Told of each time the store of the limits did not answer. */
  countLimitStoreFailure(): void;
  /** In Prometheus's text format, with its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Around the few milliseconds an answer takes, up to where clients give up. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Counters of a server of its own: two in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: "http_requests_total",
    help: "Requests answered, by route, method and status.",
    labelNames: ["route", "method", "status"],
    registers,
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "From the request's first byte to the answer's last.",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });
  const signatures = new Counter({
    name: "upload_signatures_total",
    help: "Uploads asked for, by route and what came of it: signed, refused or failed.",
    labelNames: ["route", "outcome"],
    registers,
  });
  const problems = new Counter({
    name: "problems_total",
    help: "Requests refused or failed, by the code of docs/errors.md.",
    labelNames: ["code"],
    registers,
  });
  const limitStoreFailures = new Counter({
    name: "limit_store_failures_total",
    help: "Times that Redis did not answer for a limit.",
    registers,
  });

  return {
    observeRequest({ route, method, status, durationMs, code }) {
      const pattern = route ?? "none";
      requests.inc({ route: pattern, method: knownMethod(method), status });
      durations.observe({ route: pattern }, durationMs / 1000);
      if (SIGNING_ROUTES.has(pattern)) signatures.inc({ route: pattern, outcome: outcomeOf(status) });
      if (code !== undefined) problems.inc({ code });
    },
    countLimitStoreFailure: () => limitStoreFailures.inc(),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

const SIGNING_ROUTES: ReadonlySet<string> = new Set([
  "/put-sign",
  "/put-sign/batch",
  "/post-policy",
  "/post-policy/batch",
]);

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** Node takes some thirty methods, and a scanner tries them all. */
function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

function outcomeOf(status: number): "signed" | "refused" | "failed" {
  if (status < 400) return "signed";
  return status < 500 ? "refused" : "failed";
}
