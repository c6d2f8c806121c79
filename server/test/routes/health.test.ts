import { problem } from "@wx-cos-upload/contract";
import request from "supertest";
import { createTestApp } from "../support/test-app.ts";

const broken = { name: "credentials", check: async () => Promise.reject(new Error("the key is revoked")) };
const whole = { name: "bucket", check: async () => {} };

describe("GET /healthz", () => {
  it("answers whatever readiness says", async () => {
    const { status, body } = await request(createTestApp({ readinessChecks: [broken] }).app).get("/healthz");
    expect([status, body]).toEqual([200, { status: "ok" }]);
  });
});

describe("GET /readyz", () => {
  it("all checks pass – ready", async () => {
    const { status, body } = await request(createTestApp({ readinessChecks: [whole] }).app).get("/readyz");
    expect([status, body]).toEqual([200, { status: "ready" }]);
  });

  it("one fails – 503 names it, and the reason is in the log only", async () => {
    const { app, failures } = createTestApp({ readinessChecks: [whole, broken] });
    const { status, body, headers, text } = await request(app).get("/readyz");
    expect([status, body.code, body.detail, headers["retry-after"]]).toEqual([
      503,
      "not_ready",
      "not ready: credentials",
      "5",
    ]);
    expect(problem.parse(body)).toEqual(body);
    expect(text).not.toContain("revoked");
    expect(failures).toMatchObject([{ cause: { errors: [{ message: "the key is revoked" }] } }]);
  });
});
