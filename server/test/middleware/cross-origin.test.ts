import request from "supertest";
import { createTestApp } from "../support/test-app.ts";

const ORIGIN = "https://www.example.com";

describe("CORS", () => {
  test("an allowed origin may read the response and its request id", async () => {
    const { headers } = await request(createTestApp({ corsOrigins: [ORIGIN] }).app)
      .get("/put-sign?ext=jpg")
      .set("Origin", ORIGIN);
    expect(headers).toMatchObject({
      "access-control-allow-origin": ORIGIN,
      "access-control-expose-headers": "RateLimit,RateLimit-Policy,Retry-After,X-Request-Id",
      vary: "Origin",
    });
  });

  test("an allowed origin may read a rejection too", async () => {
    const { status, headers } = await request(createTestApp({ corsOrigins: [ORIGIN] }).app)
      .get("/put-sign")
      .set("Origin", ORIGIN);
    expect([status, headers["access-control-allow-origin"]]).toEqual([400, ORIGIN]);
  });

  test("responds to a preflight and signs nothing", async () => {
    const { app, credentialProvider } = createTestApp({ corsOrigins: [ORIGIN] });
    const { status, headers } = await request(app).options("/put-sign/batch").set({
      Origin: ORIGIN,
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({ "access-control-allow-methods": "GET,HEAD,POST", "access-control-max-age": "600" });
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test.each([
    ["another origin", [ORIGIN], "https://evil.example"],
    ["an origin that begins like it", [ORIGIN], `${ORIGIN}.evil.example`],
    ["no origins configured", [], ORIGIN],
  ])("%s – gets no leave", async (_, corsOrigins, origin) => {
    const { headers } = await request(createTestApp({ corsOrigins }).app)
      .get("/put-sign?ext=jpg")
      .set("Origin", origin);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("* – every origin", async () => {
    const { headers } = await request(createTestApp({ corsOrigins: "*" }).app)
      .get("/healthz")
      .set("Origin", "https://a.example");
    expect(headers["access-control-allow-origin"]).toBe("*");
  });

  test.each([
    ["http://localhost:5173", true],
    ["http://127.0.0.1:3000", true],
    ["http://[::1]:1", true],
    ["http://localhost.evil.example", false],
    ["http://192.168.1.2", false],
  ])("loopback – %s may read: %s", async (origin, allowed) => {
    const { headers } = await request(createTestApp({ corsOrigins: "loopback" }).app)
      .get("/healthz")
      .set("Origin", origin);
    expect(headers["access-control-allow-origin"]).toBe(allowed ? origin : undefined);
  });
});
