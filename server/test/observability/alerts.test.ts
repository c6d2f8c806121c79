import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProblemCode } from "../../src/errors.ts";
import { createMetrics, type Metrics } from "../../src/observability/metrics.ts";
import type { AttemptOutcome } from "../../src/webhooks/delivery/attempt.ts";
import { describeWithPromtool, expectFiring, type InputSeries, promtool } from "../support/promtool.ts";

const ALERTS = join(__dirname, "../../../deploy/prometheus/alerts.yaml");
const NAMES = [...readFileSync(ALERTS, "utf8").matchAll(/- alert: (\w+)/g)].map(([, name = ""]) => name);
/** Of the metrics that alerts look at. */
const FAMILY =
  /^(?:upload_signatures_total|http_request_duration_seconds_bucket|limit_store_failures_total|problems_total|credentials_refreshes_total|webhook_events_total|webhook_attempts_total|webhook_dead_total|webhook_queue_events|cos_events_total)\b/;
const MINUTES = 60;

/** What happens in each minute. */
type Minute = (metrics: Metrics) => void;

function requests(count: number, status: number, code?: ProblemCode, durationMs = 5): Minute {
  return ({ observeRequest }) => {
    for (let request = 0; request < count; request += 1) {
      observeRequest({
        requestId: "a",
        method: "GET",
        route: "/put-sign",
        status,
        owner: undefined,
        durationMs,
        code,
        aborted: undefined,
      });
    }
  };
}
const attempted = (outcome: AttemptOutcome): Minute => {
  const attempt = { id: "msg_1", type: "upload.stored", attempt: 1, outcome, ageMs: 1 } as const;
  return ({ webhooks }) => webhooks.observeAttempt(attempt);
};
const delivered = attempted({ next: "done" });
const failed = (next: "retry" | "dead") =>
  attempted({ next, reason: "rejected", detail: "status 404", pauseMs: 0, holdMs: 0 });
const waiting = (count: number): Minute => {
  return ({ webhooks }) => webhooks.observeQueue(async () => ({ waiting: count, delayed: 0, dead: 0 }));
};
const all =
  (...minutes: readonly Minute[]): Minute =>
  (metrics) => {
    for (const minute of minutes) minute(metrics);
  };
const quiet: Minute = () => {};

/** What Prometheus scrapes of a server that has just started, and to which the same happens in each minute. */
async function scraped(minute: Minute): Promise<InputSeries[]> {
  const metrics = createMetrics();
  const before = samplesOf((await metrics.render()).text);
  minute(metrics);
  const after = samplesOf((await metrics.render()).text);
  return [...after].map(([series, value]) => {
    const start = before.get(series);
    // A series that begins with its first event has no value before it.
    const values = start === undefined ? `_ ${value}+${value}x${MINUTES}` : `${start}+${value - start}x${MINUTES}`;
    return { series: withTarget(series), values };
  });
}

function samplesOf(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => FAMILY.test(line));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
  );
}

function withTarget(series: string): string {
  const target = 'job="wx-cos-upload",instance="a:9464"';
  return series.includes("{") ? series.replace("{", `{${target},`) : `${series}{${target}}`;
}

const up = (values: string, job = "wx-cos-upload"): InputSeries => ({
  series: `up{job="${job}",instance="a:9464"}`,
  values,
});

interface Case {
  readonly what: string;
  readonly minute?: Minute;
  readonly series?: readonly InputSeries[];
  /** When it is looked at; @default after an hour */
  readonly atMinute?: number;
}

/** For each alert: what makes it fire, and what comes near and doesn't. */
const CASES: Readonly<Record<string, { readonly fires: readonly Case[]; readonly silent: readonly Case[] }>> = {
  SigningServerDown: {
    fires: [
      { what: "a target that can't be scraped", series: [up(`1 0x${MINUTES}`)], atMinute: 4 },
      { what: "no target of the job at all", series: [up(`1x${MINUTES}`, "another")] },
    ],
    silent: [
      { what: "a target that is up", series: [up(`1x${MINUTES}`)] },
      { what: "one scrape that failed", series: [up("1 1 0 1 1 1")], atMinute: 4 },
    ],
  },
  SignaturesFail: {
    fires: [
      { what: "2 % are 503", minute: all(requests(98, 200), requests(2, 503, "credentials_unavailable")) },
      { what: "all are 500, from the first on", minute: requests(1, 500, "internal_error"), atMinute: 10 },
      { what: "clients that got no response", minute: all(requests(9, 200), requests(1, 500, "internal_error")) },
    ],
    silent: [
      { what: "1 %", minute: all(requests(99, 200), requests(1, 503, "credentials_unavailable")) },
      { what: "nothing happens", minute: quiet },
      { what: "all are refused", minute: requests(10, 422, "file_too_large") },
      { what: "no keys for uploads in parts", minute: requests(10, 501, "service_keys_missing") },
    ],
  },
  SignaturesRejected: {
    fires: [{ what: "a quarter is refused", minute: all(requests(3, 200), requests(1, 422, "unsupported_extension")) }],
    silent: [
      { what: "a fifth", minute: all(requests(4, 200), requests(1, 422, "unsupported_extension")) },
      { what: "as many as log in", minute: all(requests(5, 200), requests(20, 401, "login_required")) },
      { what: "nothing happens", minute: quiet },
    ],
  },
  LoginsFail: {
    fires: [
      { what: "nobody gets in", minute: requests(5, 401, "invalid_token") },
      { what: "nine in ten", minute: all(requests(1, 200), requests(9, 401, "invalid_token")) },
    ],
    silent: [
      { what: "one login a signature", minute: all(requests(5, 200), requests(5, 401, "login_required")) },
      { what: "nothing happens", minute: quiet },
    ],
  },
  SlowResponses: {
    fires: [{ what: "2 % take a second", minute: all(requests(98, 200), requests(2, 200, undefined, 900)) }],
    silent: [
      { what: "all take 200 ms", minute: requests(100, 200, undefined, 200) },
      { what: "5 in 1,000 take a second", minute: all(requests(995, 200), requests(5, 200, undefined, 900)) },
      { what: "nothing happens", minute: quiet },
    ],
  },
  LimitsNotShared: {
    fires: [
      { what: "each process counts for itself", minute: ({ countLimitStoreFailure }) => countLimitStoreFailure() },
      { what: "requests are rejected because Redis is unavailable", minute: requests(1, 503, "limiter_unavailable") },
      {
        what: "both, in servers of two kinds",
        minute: all(requests(1, 503, "limiter_unavailable"), ({ countLimitStoreFailure }) => countLimitStoreFailure()),
      },
    ],
    silent: [
      { what: "limits are reached", minute: requests(10, 429, "request_limit_reached") },
      { what: "nothing happens", minute: quiet },
    ],
  },
  TemporaryCredentialsFail: {
    fires: [{ what: "each try fails", minute: ({ countCredentialsRefresh }) => countCredentialsRefresh("failed") }],
    silent: [
      { what: "each succeeds", minute: ({ countCredentialsRefresh }) => countCredentialsRefresh("refreshed") },
      { what: "nothing happens", minute: quiet },
    ],
  },
  LargeFilesFail: {
    fires: [
      { what: "COS rejects each call", minute: requests(1, 502, "cos_refused") },
      { what: "COS is away", minute: requests(5, 503, "cos_unavailable") },
    ],
    silent: [
      { what: "COS slows one request a minute down", minute: requests(1, 503, "cos_unavailable") },
      { what: "no keys for uploads in parts", minute: requests(50, 501, "service_keys_missing") },
      { what: "nothing happens", minute: quiet },
    ],
  },
  WebhooksNotQueued: {
    fires: [{ what: "Redis is away", minute: ({ webhooks }) => webhooks.countQueued("upload.stored", 1, false) }],
    silent: [
      { what: "each is queued", minute: ({ webhooks }) => webhooks.countQueued("upload.stored", 20, true) },
      { what: "nothing happens", minute: quiet },
    ],
  },
  WebhooksFail: {
    fires: [{ what: "two in three attempts fail", minute: all(delivered, failed("retry"), failed("retry")) }],
    silent: [
      { what: "every other attempt fails", minute: all(delivered, failed("retry")) },
      { what: "nothing happens", minute: quiet },
    ],
  },
  WebhooksDead: {
    fires: [{ what: "one fails for good", minute: all(delivered, delivered, failed("dead")) }],
    silent: [
      { what: "all are retried", minute: failed("retry") },
      { what: "nothing happens", minute: quiet },
    ],
  },
  WebhooksNotDelivered: {
    fires: [{ what: "no worker runs", minute: waiting(3) }],
    silent: [
      { what: "a worker is behind", minute: all(waiting(3_000), delivered) },
      { what: "the queue is empty", minute: waiting(0) },
      { what: "there is no queue", minute: quiet },
    ],
  },
  CosEventsFail: {
    fires: [{ what: "each event fails", minute: ({ webhooks }) => webhooks.countCosEvent("failed") }],
    silent: [
      { what: "all are ignored", minute: ({ webhooks }) => webhooks.countCosEvent("ignored") },
      { what: "nothing happens", minute: quiet },
    ],
  },
};

test("each alert – has what makes it fire, and what doesn't", () => {
  expect(NAMES.length).toBeGreaterThan(5);
  expect(Object.keys(CASES)).toEqual(NAMES);
  for (const { fires, silent } of Object.values(CASES))
    expect([fires.length > 0, silent.length > 0]).toEqual([true, true]);
});

describeWithPromtool("the alerts, over what this server renders", () => {
  test("are rules that Prometheus takes, templates too", () => {
    expect(promtool("check", "rules", ALERTS)).toBeUndefined();
  });

  const rows = (kind: "fires" | "silent") =>
    Object.entries(CASES).flatMap(([alert, cases]) => cases[kind].map((it) => [alert, it.what, it] as const));

  async function look(alert: string, { minute = quiet, series = [], atMinute = MINUTES }: Case, count: number) {
    expectFiring(ALERTS, alert, { series: [...(await scraped(minute)), ...series], atMinute, count });
  }

  test.each(rows("fires"))("%s fires: %s", async (alert, _what, it) => look(alert, it, 1));

  test.each(rows("silent"))("%s is silent: %s", async (alert, _what, it) => look(alert, it, 0));

  test("an alert that had to fire and doesn't – fails the test", () => {
    expect(() => expectFiring(ALERTS, "LimitsNotShared", { series: [], atMinute: MINUTES, count: 1 })).toThrow(
      /FAILED/,
    );
  });
});
