import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import request from "supertest";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createMetricsServer } from "../../src/observability/metrics-server.ts";
import { createTestApp } from "../support/test-app.ts";

describe("createMetrics", () => {
  it("counts requests by route, signatures by outcome, refusals by code", async () => {
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

  it("counts refreshes of credentials and calls of STS by what came of them", async () => {
    const metrics = createMetrics();
    metrics.countCredentialsRefresh("failed");
    metrics.countCredentialsUse("hit");
    metrics.countStsCall("AssumeRole", "ok");
    metrics.countStsCall("AssumeRole", "NoAnswer");
    const { text } = await metrics.render();
    expect(text).toContain('sts_cache_total{result="hit"} 1');
    expect(text).toContain('credentials_refreshes_total{outcome="failed"} 1');
    expect(text).toContain('sts_calls_total{action="AssumeRole",outcome="ok",code="ok"} 1');
    expect(text).toContain('sts_calls_total{action="AssumeRole",outcome="failed",code="NoAnswer"} 1');
  });

  it("has no series that a client could make more of", async () => {
    const metrics = createMetrics();
    const { app } = createTestApp({ logRequest: metrics.observeRequest, logFailure: () => {} });
    for (const path of ["/a", "/b?x=1", "/put-sign?ext=q1", "/put-sign?ext=q2"]) await request(app).get(path);
    const { text } = await metrics.render();
    expect(text.match(/^http_requests_total\{/gm)).toHaveLength(2);
    expect(text).not.toMatch(/q1|\/a/);
  });

  it("a method that nobody uses – is other", async () => {
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

it("a request that is told to log in counts by itself: every session begins with one", async () => {
  const metrics = createMetrics();
  const { app } = createTestApp({ logRequest: metrics.observeRequest, authenticator: () => undefined });
  await request(app).get("/put-sign?ext=jpg");
  const { text } = await metrics.render();
  expect(text).toContain('upload_signatures_total{route="/put-sign",outcome="unauthenticated"} 1');
  expect(text).not.toContain('outcome="refused"');
});

describe("the dashboard and the alerts", () => {
  it.each([
    "deploy/grafana/dashboard.json",
    "deploy/prometheus/alerts.yaml",
  ])("%s – asks for metrics that there are", async (file) => {
    const text = await readFile(join(__dirname, "../../..", file), "utf8");
    const asked = new Set(text.match(/\b[a-z]+_[a-z0-9_]+(?=\{|\[)/g));
    expect(asked.size).toBeGreaterThan(4);
    const { text: rendered } = await createMetrics().render();
    const known = [...rendered.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name);
    const isKnown = (name: string) =>
      known.includes(name.replace(/_(?:bucket|count|sum)$/, "")) || known.includes(name);
    expect([...asked].filter((name) => !isKnown(name))).toEqual([]);
  });
});

describe("createMetricsServer", () => {
  it.each([
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
