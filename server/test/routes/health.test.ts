import { once } from "node:events";
import { problem } from "@wx-cos-upload/contract";
import request from "supertest";
import { createTestApp } from "../support/test-app.ts";

const broken = { name: "credentials", check: async () => Promise.reject(new Error("the key is revoked")) };
const whole = { name: "bucket", check: async () => {} };

describe("GET /healthz", () => {
  test("responds independently of readiness", async () => {
    const { status, body } = await request(createTestApp({ readinessChecks: [broken] }).app).get("/healthz");
    expect([status, body]).toEqual([200, { status: "ok" }]);
  });
});

describe("GET /readyz", () => {
  test("all checks pass – ready", async () => {
    const { status, body } = await request(createTestApp({ readinessChecks: [whole] }).app).get("/readyz");
    expect([status, body]).toEqual([200, { status: "ready" }]);
  });

  test("one fails – 503 names it, and the reason is in the log only", async () => {
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

  test("any number at once – are one run of the checks; the next one is another", async () => {
    let finish = () => {};
    const check = jest.fn(
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const { app } = createTestApp({ readinessChecks: [{ name: "redis", check }], monotonicMs: () => 0 });
    const server = app.listen(0);
    await once(server, "listening");
    let arrived = 0;
    const allArrived = new Promise<void>((resolve) => {
      server.on("request", () => {
        arrived += 1;
        if (arrived === 20) resolve();
      });
    });
    const asked = Promise.all(Array.from({ length: 20 }, () => request(server).get("/readyz")));
    await allArrived;
    finish();
    expect((await asked).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(check).toHaveBeenCalledTimes(1);
    const next = request(server)
      .get("/readyz")
      .then(({ status }) => status);
    await once(server, "request");
    finish();
    expect(await next).toBe(200);
    expect(check).toHaveBeenCalledTimes(2);
    server.close();
  });
});
