import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import request from "supertest";
import type { ProblemCode } from "../../src/errors.ts";
import { PROBLEMS } from "../../src/errors.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createMetricsServer } from "../../src/observability/metrics-server.ts";
import { createTestApp } from "../support/test-app.ts";

describe("createMetrics", () => {
  test("counts requests by route, signatures by outcome, rejections by code", async () => {
    const metrics = createMetrics();
    const { app } = createTestApp({ logRequest: metrics.observeRequest, logFailure: () => {} });
    await request(app).get("/put-sign?ext=jpg");
    await request(app).get("/put-sign?ext=jpg");
    await request(app).get("/put-sign?ext=exe");
    await request(app).get("/nothing/like/it");
    const { text, contentType } = await metrics.render();
    expect(contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text.split("\n")).toEqual(
      expect.arrayContaining([
        'http_requests_total{route="/put-sign",method="GET",status="200"} 2',
        'http_requests_total{route="none",method="GET",status="404"} 1',
        'upload_signatures_total{route="/put-sign",outcome="signed"} 2',
        'upload_signatures_total{route="/put-sign",outcome="refused"} 1',
        'problems_total{code="unsupported_extension"} 1',
        'problems_total{code="not_found"} 1',
        'http_request_duration_seconds_count{route="/put-sign"} 3',
        "limit_store_failures_total 0",
      ]),
    );
    expect(text).toContain("nodejs_eventloop_lag_seconds");
    expect(text).toContain("process_resident_memory_bytes");
  });

  test("counts refreshes of credentials and calls of STS by what came of them", async () => {
    const metrics = createMetrics();
    metrics.countCredentialsRefresh("failed");
    metrics.countCredentialsUse("hit");
    metrics.countStsCall("AssumeRole", "ok");
    metrics.countStsCall("AssumeRole", "NoResponse");
    const { text } = await metrics.render();
    expect(text).toContain('sts_cache_total{result="hit"} 1');
    expect(text).toContain('credentials_refreshes_total{outcome="failed"} 1');
    expect(text).toContain('sts_calls_total{action="AssumeRole",outcome="ok",code="ok"} 1');
    expect(text).toContain('sts_calls_total{action="AssumeRole",outcome="failed",code="NoResponse"} 1');
  });

  test("has no series that a client could make more of", async () => {
    const metrics = createMetrics();
    const { app } = createTestApp({ logRequest: metrics.observeRequest, logFailure: () => {} });
    for (const path of ["/a", "/b?x=1", "/put-sign?ext=q1", "/put-sign?ext=q2"]) await request(app).get(path);
    const { text } = await metrics.render();
    const namesOf = (rendered: string) => rendered.match(/^http_requests_total\{.*\}/gm);
    expect(namesOf(text)).toEqual(namesOf((await createMetrics().render()).text));
    expect(text).not.toMatch(/q1|"\/a/);
  });

  test("a method that nobody uses – is other", async () => {
    const metrics = createMetrics();
    metrics.observeRequest({
      requestId: "a",
      method: "PROPFIND",
      route: null,
      status: 404,
      owner: undefined,
      durationMs: 1,
      code: "not_found",
      aborted: undefined,
    });
    expect((await metrics.render()).text).toContain('http_requests_total{route="none",method="other",status="404"} 1');
  });
});

test("counts requests without a login separately, because every session starts with one", async () => {
  const metrics = createMetrics();
  const { app } = createTestApp({ logRequest: metrics.observeRequest, authenticator: () => undefined });
  await request(app).get("/put-sign?ext=jpg");
  const { text } = await metrics.render();
  expect(text).toContain('upload_signatures_total{route="/put-sign",outcome="unauthenticated"} 1');
  expect(text).toContain('upload_signatures_total{route="/put-sign",outcome="refused"} 0');
});

describe("every series whose labels are known in advance", () => {
  test("is there from the start, at 0", async () => {
    const { text } = await createMetrics().render();
    const samples = text.split("\n").filter((line) => line !== "" && !/^#|^(?:process|nodejs)_/.test(line));
    expect(samples.filter((line) => !line.endsWith(" 0"))).toEqual([]);
    for (const code of Object.keys(PROBLEMS)) expect(samples).toContain(`problems_total{code="${code}"} 0`);
    for (const outcome of ["signed", "refused", "unauthenticated", "failed"]) {
      for (const route of ["/put-sign", "/post-policy", "/put-sign/batch", "/post-policy/batch"]) {
        expect(samples).toContain(`upload_signatures_total{route="${route}",outcome="${outcome}"} 0`);
      }
    }
    expect(samples).toEqual(
      expect.arrayContaining([
        "limit_store_failures_total 0",
        'credentials_refreshes_total{outcome="failed"} 0',
        'credentials_refreshes_total{outcome="refreshed"} 0',
        'sts_cache_total{result="hit"} 0',
        'sts_cache_total{result="miss"} 0',
        'sts_calls_total{action="AssumeRole",outcome="ok",code="ok"} 0',
        'http_request_duration_seconds_bucket{le="0.25",route="/put-sign"} 0',
        'http_requests_total{route="/login",method="POST",status="429"} 0',
      ]),
    );
  });

  test("is the one that real requests count in: they add no other", async () => {
    const metrics = createMetrics();
    const before = namesOf((await metrics.render()).text);
    const { app } = createTestApp({
      logRequest: metrics.observeRequest,
      authenticator: (req) => (req.headers.cookie === undefined ? undefined : "a"),
      limits: createLimits({ requestsPerMinute: 4, filesPerDay: 1, bytesPerDay: 0 }),
      readinessChecks: [{ name: "redis", check: async () => Promise.reject(new Error("away")) }],
    });
    for (const path of ["/healthz", "/readyz", "/openapi.json", "/nothing", "/put-sign?ext=jpg"]) {
      await request(app).get(path);
      await request(app).head(path);
    }
    for (const ext of ["jpg", "jpg", "exe", "%", "jpg"]) {
      await request(app).get(`/post-policy?ext=${ext}`).set("Cookie", "a");
    }
    await request(app).post("/put-sign/batch").set("Cookie", "b").send("{");
    await request(app).post("/nothing");
    const added = namesOf((await metrics.render()).text).filter((name) => !before.includes(name));
    // HEAD of what is nowhere: the one that is rare enough to have no series until it comes.
    expect(added).toEqual(['http_requests_total{route="none",method="HEAD",status="404"}']);
  });
});

function namesOf(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !/^#|^(?:process|nodejs)_/.test(line))
    .map((line) => line.slice(0, line.lastIndexOf(" ")));
}

describe("the dashboard and the alerts", () => {
  test.each([
    "deploy/grafana/dashboard.json",
    "deploy/prometheus/alerts.yaml",
  ])("%s uses only series that exist when a server starts", async (file) => {
    const text = (await readFile(join(__dirname, "../../..", file), "utf8")).replaceAll('\\"', '"');
    const selectors = [...text.matchAll(/\b([a-z]+_[a-z0-9_]+)(?:\{([^}]*)\})?(?=[[\s)}]|$)/gm)]
      .map(([, name = "", matchers = ""]) => ({ name, matchers }))
      .filter(({ name }) => /_(?:total|bucket|seconds|bytes)$/.test(name));
    expect(new Set(selectors.map(({ name }) => name)).size).toBeGreaterThan(4);
    const samples = namesOfAll((await createMetrics().render()).text);
    for (const { name, matchers } of selectors) {
      const found = samples.filter((sample) => sample.name === name && matches(sample.labels, matchers));
      expect([name, matchers, found.length > 0]).toEqual([name, matchers, true]);
    }
  });
});

interface Sample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
}

function namesOfAll(text: string): Sample[] {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, name = "", labels = ""] = /^(\w+)(?:\{(.*)\})? /.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(
        ([, label = "", value = ""]) => [label, value] as const,
      );
      return { name, labels: new Map(pairs) };
    });
}

/** Whether labels fit a selector's matchers. The job is Prometheus's to add. */
function matches(labels: ReadonlyMap<string, string>, matchers: string): boolean {
  return [...matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)]
    .filter(([, label]) => label !== "job" && label !== "instance")
    .every(([, label = "", operator = "", value = ""]) => {
      const actual = labels.get(label) ?? "";
      const fits = operator.endsWith("~") ? new RegExp(`^(?:${value})$`).test(actual) : actual === value;
      return fits !== operator.startsWith("!");
    });
}

describe("uploads in parts", () => {
  test("are counted by what happened to them, and completions by their outcome", async () => {
    const { observeRequest, render } = createMetrics();
    const observe = (route: string, status: number, code?: ProblemCode) =>
      observeRequest({
        ...{ requestId: "a", method: "POST", route, status, owner: undefined, durationMs: 1, code, aborted: undefined },
      });
    observe("/multipart", 200);
    observe("/multipart", 429, "byte_limit_reached");
    observe("/multipart/complete", 202);
    observe("/multipart/complete", 409, "parts_incomplete");
    observe("/multipart/complete", 200);
    observe("/multipart/abort", 204);
    observe("/multipart/abort", 503, "cos_unavailable");
    const { text } = await render();
    const lines = text.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'multipart_uploads_total{event="started"} 1',
        'multipart_uploads_total{event="completed"} 1',
        'multipart_uploads_total{event="aborted"} 1',
        'multipart_completions_total{outcome="completing"} 1',
        'multipart_completions_total{outcome="parts_incomplete"} 1',
        'multipart_completions_total{outcome="stored"} 1',
        'http_requests_total{route="/multipart/abort",method="POST",status="503"} 1',
      ]),
    );
  });

  test("calls of COS are counted by action and code, and timed", async () => {
    const { observeCosCall, render } = createMetrics();
    observeCosCall("ListParts", "ok", 20);
    observeCosCall("ListParts", "SlowDown", 30);
    const { text } = await render();
    expect(text).toContain('cos_calls_total{action="ListParts",outcome="ok",code="ok"} 1');
    expect(text).toContain('cos_calls_total{action="ListParts",outcome="failed",code="SlowDown"} 1');
    expect(text).toContain('cos_call_duration_seconds_count{action="ListParts"} 2');
  });
});

describe("createMetricsServer", () => {
  test.each([
    ["GET", "/metrics", 200],
    ["HEAD", "/metrics", 200],
    ["POST", "/metrics", 405],
    ["GET", "/", 404],
  ])("%s %s – %d", async (method, path, status) => {
    const server = createMetricsServer(createMetrics()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const answer = await fetch(`http://127.0.0.1:${address.port}${path}`, { method });
    expect(answer.status).toBe(status);
    if (method === "GET" && status === 200) expect(await answer.text()).toContain("# HELP http_requests_total");
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  });
});
