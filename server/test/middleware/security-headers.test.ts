import request from "supertest";
import { createTestApp } from "../support/test-app.ts";

describe("security headers", () => {
  test.each([
    "/put-sign?ext=jpg",
    "/put-sign",
    "/nothing",
    "/healthz",
  ])("are set on the response to %s", async (path) => {
    const { headers } = await request(createTestApp().app).get(path);
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=31536000",
      "x-content-type-options": "nosniff",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("etag");
  });
});
