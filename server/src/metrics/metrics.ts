import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { PROBLEMS } from "../errors.ts";
import type { RequestLogEntry } from "../middleware/request-log.ts";
import { KNOWN_REQUESTS, KNOWN_ROUTES } from "./known-series.ts";

/** What is counted of the server, for Prometheus. No label holds anything of a client: its values would never end. */
export interface Metrics {
  /** Told of each request when its answer is out. */
  observeRequest(entry: RequestLogEntry): void;
  /** Told of each time the store of the limits did not answer. */
  countLimitStoreFailure(): void;
  /** Told of each time that temporary credentials were to be replaced. */
  countCredentialsRefresh(outcome: "refreshed" | "failed"): void;
  /** Told of each call of STS, retries included: `ok`, or the code of its failure. */
  countStsCall(action: string, code: string): void;
  /** Told of each time that temporary credentials were needed: they were at hand, or it had to wait for them. */
  countCredentialsUse(result: "hit" | "miss"): void;
  /** In Prometheus's text format, with its content type. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Around the few milliseconds an answer takes, up to where clients give up. */
const DURATION_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** The calls of STS that this server makes. */
const STS_ACTIONS = ["GetFederationToken", "AssumeRole", "AssumeRoleWithWebIdentity"];

/**
 * Counters of a server of its own: two in one process do not mix.
 *
 * Every series whose labels are known in advance begins at 0. A series that begins with its first event has no increase for it, and a sum with
 * one that is absent is empty, so that an alert over it would never fire.
 */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  // Counted here and handed over when Prometheus asks: finding a counter by its labels costs more than counting, for every request.
  const tallies = new Map<string, Tally>();
  function tallyOf(route: string, method: string, status: number | null): Tally {
    const key = `${route} ${method} ${status}`;
    const tally = tallies.get(key) ?? createTally(route, method, status);
    tallies.set(key, tally);
    return tally;
  }
  new Counter({
    name: "http_requests_total",
    help: "Requests answered, by route, method and status.",
    labelNames: ["route", "method", "status"],
    registers,
    collect() {
      this.reset();
      for (const { route, method, status, count } of tallies.values()) this.inc({ route, method, status }, count);
    },
  });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "From the request's first byte to the answer's last.",
    labelNames: ["route"],
    buckets: DURATION_BUCKETS_SECONDS,
    registers,
  });
  new Counter({
    name: "upload_signatures_total",
    help: "Uploads asked for, by route and what came of it: signed, refused, unauthenticated or failed.",
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
    help: "Requests refused or failed, by the code of docs/errors.md.",
    labelNames: ["code"],
    registers,
  });
  const limitStoreFailures = new Counter({
    name: "limit_store_failures_total",
    help: "Times that Redis did not answer for a limit.",
    registers,
  });
  const credentialsRefreshes = new Counter({
    name: "credentials_refreshes_total",
    help: "Times that temporary credentials were to be replaced, by what came of it: refreshed or failed.",
    labelNames: ["outcome"],
    registers,
  });
  const cacheUses = new Counter({
    name: "sts_cache_total",
    help: "Times that temporary credentials were needed: hit, they were at hand; miss, the request had to wait for them.",
    labelNames: ["result"],
    registers,
  });
  const stsCalls = new Counter({
    name: "sts_calls_total",
    help: "Calls of STS, retries included, by action and what came of it: ok or failed, and with which code.",
    labelNames: ["action", "outcome", "code"],
    registers,
  });

  for (const { route, method, status } of KNOWN_REQUESTS) tallyOf(route, method, status);
  for (const route of KNOWN_ROUTES) durations.zero({ route });
  for (const code of Object.keys(PROBLEMS)) problems.inc({ code }, 0);
  for (const outcome of ["refreshed", "failed"]) credentialsRefreshes.inc({ outcome }, 0);
  for (const result of ["hit", "miss"]) cacheUses.inc({ result }, 0);
  for (const action of STS_ACTIONS) {
    stsCalls.inc({ action, outcome: "ok", code: "ok" }, 0);
    // Which codes Tencent has is not known in advance; this one is the network's.
    stsCalls.inc({ action, outcome: "failed", code: "NoAnswer" }, 0);
  }

  return {
    observeRequest({ route, method, status, durationMs, code }) {
      const pattern = route ?? "none";
      tallyOf(pattern, method, status).count += 1;
      durations.observe({ route: pattern }, durationMs / 1000);
      if (code !== undefined) problems.inc({ code });
    },
    countLimitStoreFailure: () => limitStoreFailures.inc(),
    countCredentialsRefresh: (outcome) => credentialsRefreshes.inc({ outcome }),
    countStsCall: (action, code) => stsCalls.inc({ action, outcome: code === "ok" ? "ok" : "failed", code }),
    countCredentialsUse: (result) => cacheUses.inc({ result }),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** `unauthenticated`: 401, which is also how a client learns that it has to log in. */
type Outcome = "signed" | "refused" | "unauthenticated" | "failed";

/** How often one route answered one method with one status. */
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
]);

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]);

/** Node takes some thirty methods, and a scanner tries them all. */
function knownMethod(method: string): string {
  return METHODS.has(method) ? method : "other";
}

function outcomeOf(status: number | null): Outcome {
  if (status === null) return "failed";
  if (status < 400) return "signed";
  if (status === 401) return "unauthenticated";
  return status < 500 ? "refused" : "failed";
}
