import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { PROBLEMS } from "../errors.ts";
import { KNOWN_REQUESTS, KNOWN_ROUTES } from "./known-series.ts";
import type { RequestLogEntry } from "./request-log-entry.ts";
import { createWebhookMetrics, type WebhookMetrics } from "./webhook-metrics.ts";

/** Counts events for Prometheus. No label depends on a client, because its number of values would be unlimited. */
export interface Metrics {
  /** Counts a request when its response is sent. */
  observeRequest(entry: RequestLogEntry): void;
  /** Counts each time the store of the limits did not respond. */
  countLimitStoreFailure(): void;
  /** Counts each attempt to refresh temporary credentials. */
  countCredentialsRefresh(outcome: "refreshed" | "failed"): void;
  /** Counts each call of STS, including retries. `code` is `ok` or the error code. */
  countStsCall(action: string, code: string): void;
  /** Counts each use of temporary credentials: `hit` if they were cached, `miss` if the request had to wait. */
  countCredentialsUse(result: "hit" | "miss"): void;
  /** Observes each call of COS by this server, including retries. `code` is `ok` or COS's error code. */
  observeCosCall(action: string, code: string, durationMs: number): void;
  readonly webhooks: WebhookMetrics;
  /** Returns all series in Prometheus's text format, with its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** From the few milliseconds of a usual response to the timeouts of clients. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** The calls of STS that this server makes. */
const STS_ACTIONS = ["GetFederationToken", "AssumeRole", "AssumeRoleWithWebIdentity"];

/** The calls of COS that this server makes. */
const COS_ACTIONS = [
  "InitiateMultipartUpload",
  "ListParts",
  "CompleteMultipartUpload",
  "AbortMultipartUpload",
  "ListMultipartUploads",
  "GetBucket",
  "HeadObject",
  "DeleteObject",
];

/** What happened to an upload in parts, by the route and the status of a request. */
const MULTIPART_EVENTS: Readonly<Record<string, string>> = {
  "/multipart 200": "started",
  "/multipart/complete 200": "completed",
  "/multipart/abort 204": "aborted",
};

const COMPLETION_OUTCOMES = [
  ...["stored", "completing", "parts_incomplete", "checksum_mismatch", "upload_gone", "upload_expired"],
  ...["invalid_upload_token", "cos_unavailable", "cos_refused"],
];

/**
 * Creates the counters of one server. Servers in one process have separate counters.
 *
 * Every series whose labels are known in advance starts at 0. Prometheus does not see the first event of a series as an increase, and a sum
 * with an absent series is empty, so an alert over it would never fire.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // Counted here, and copied when Prometheus scrapes. Fast path: docs/performance.md#metrics
  const tallies = new Map<string, Tally>();
  function tallyOf(route: string, method: string, status: number | null): Tally {
    const key = `${route} ${method} ${status}`;
    const tally = tallies.get(key) ?? createTally(route, method, status);
    tallies.set(key, tally);
    return tally;
  }
  new Counter({
    name: "http_requests_total",
    help: "Requests, by route, method and status.",
    labelNames: ["route", "method", "status"],
    registers,
    collect() {
      this.reset();
      for (const { route, method, status, count } of tallies.values()) this.inc({ route, method, status }, count);
    },
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Seconds from the first byte of the request to the last byte of the response.",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });
  new Counter({
    name: "upload_signatures_total",
    help: "Requests for signatures, by route and outcome: signed, refused, unauthenticated, unsupported or failed.",
    labelNames: ["route", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { route, outcome, count } of tallies.values()) {
        if (SIGNING_ROUTES.has(route)) this.inc({ route, outcome }, count);
      }
    },
  });
  const problems = new Counter({
    name: "problems_total",
    help: "Rejected and failed requests, by the code of docs/errors.md.",
    labelNames: ["code"],
    registers,
  });
  const limitStoreFailures = new Counter({
    name: "limit_store_failures_total",
    help: "Requests whose limits Redis did not count.",
    registers,
  });
  const credentialsRefreshes = new Counter({
    name: "credentials_refreshes_total",
    help: "Attempts to refresh temporary credentials, by outcome: refreshed or failed.",
    labelNames: ["outcome"],
    registers,
  });
  const cacheUses = new Counter({
    name: "sts_cache_total",
    help: "Uses of temporary credentials: hit if they were cached, miss if the request had to wait.",
    labelNames: ["result"],
    registers,
  });
  const stsCalls = new Counter({
    name: "sts_calls_total",
    help: "Calls of STS including retries, by action, outcome (ok or failed) and code.",
    labelNames: ["action", "outcome", "code"],
    registers,
  });

  const multipartUploads = new Counter({
    name: "multipart_uploads_total",
    help: "Uploads in parts, by event: started, completed or aborted.",
    labelNames: ["event"],
    registers,
  });
  const completions = new Counter({
    name: "multipart_completions_total",
    help: "Requests to complete an upload, by outcome: stored, completing, or the code of docs/errors.md.",
    labelNames: ["outcome"],
    registers,
  });
  const cosCalls = new Counter({
    name: "cos_calls_total",
    help: "Calls of COS by this server including retries, by action, outcome (ok or failed) and code.",
    labelNames: ["action", "outcome", "code"],
    registers,
  });
  const cosCallDurations = new Histogram({
    name: "cos_call_duration_seconds",
    help: "Seconds of a call of COS by this server, by action.",
    labelNames: ["action"],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });

  for (const { route, method, status } of KNOWN_REQUESTS) tallyOf(route, method, status);
  for (const route of KNOWN_ROUTES) durations.zero({ route });
  for (const code of Object.keys(PROBLEMS)) problems.inc({ code }, 0);
  for (const outcome of ["refreshed", "failed"]) credentialsRefreshes.inc({ outcome }, 0);
  for (const result of ["hit", "miss"]) cacheUses.inc({ result }, 0);
  for (const event of Object.values(MULTIPART_EVENTS)) multipartUploads.inc({ event }, 0);
  for (const outcome of COMPLETION_OUTCOMES) completions.inc({ outcome }, 0);
  for (const action of COS_ACTIONS) {
    cosCallDurations.zero({ action });
    cosCalls.inc({ action, outcome: "ok", code: "ok" }, 0);
    // COS's codes are not known in advance; this one means that no response arrived.
    cosCalls.inc({ action, outcome: "failed", code: "NoResponse" }, 0);
  }
  for (const action of STS_ACTIONS) {
    stsCalls.inc({ action, outcome: "ok", code: "ok" }, 0);
    // Tencent's codes are not known in advance; this one means that no response arrived.
    stsCalls.inc({ action, outcome: "failed", code: "NoResponse" }, 0);
  }

  return {
    observeRequest({ route, method, status, durationMs, code }) {
      const pattern = route ?? "none";
      tallyOf(pattern, method, status).count += 1;
      durations.observe({ route: pattern }, durationMs / 1000);
      if (code !== undefined) problems.inc({ code });
      const event = MULTIPART_EVENTS[`${pattern} ${status}`];
      if (event !== undefined) multipartUploads.inc({ event });
      if (pattern === "/multipart/complete" && method === "POST") {
        completions.inc({ outcome: code ?? (status === 202 ? "completing" : "stored") });
      }
    },
    countLimitStoreFailure: () => limitStoreFailures.inc(),
    countCredentialsRefresh: (outcome) => credentialsRefreshes.inc({ outcome }),
    countStsCall: (action, code) => stsCalls.inc({ action, outcome: code === "ok" ? "ok" : "failed", code }),
    countCredentialsUse: (result) => cacheUses.inc({ result }),
    observeCosCall(action, code, durationMs) {
      cosCalls.inc({ action, outcome: code === "ok" ? "ok" : "failed", code });
      cosCallDurations.observe({ action }, durationMs / 1000);
    },
    webhooks: createWebhookMetrics(registry),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/**
 * `unauthenticated`: 401, by which a client also learns that it must log in. `unsupported`: 501, by which it learns that this server has no
 * uploads in parts.
 */
type Outcome = "signed" | "refused" | "unauthenticated" | "unsupported" | "failed";

/** The number of requests with one route, method and status. */
interface Tally {
  readonly route: string;
  readonly method: string;
  readonly status: number | "none";
  readonly outcome: Outcome;
  count: number;
}

function createTally(route: string, method: string, status: number | null): Tally {
  return { route, method: knownMethod(method), status: status ?? "none", outcome: outcomeOf(status), count: 0 };
}

const SIGNING_ROUTES: ReadonlySet<string> = new Set([
  "/put-sign",
  "/put-sign/batch",
  "/post-policy",
  "/post-policy/batch",
  "/multipart",
  "/multipart/parts",
  "/multipart/list",
]);

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** Node accepts about thirty methods, and scanners try them all. */
function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

function outcomeOf(status: number | null): Outcome {
  if (status === null) return "failed";
  if (status < 400) return "signed";
  if (status === 401) return "unauthenticated";
  if (status === 501) return "unsupported";
  return status < 500 ? "refused" : "failed";
}
