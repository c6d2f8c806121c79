import request from "supertest";
import { ProblemError } from "../../src/errors.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { LimitStoreError } from "../../src/limits/limit.ts";
import type { UploadLimits } from "../../src/limits/upload-limits.ts";
import { createTestApp } from "../support/test-app.ts";

const limitsOf = (limits: Partial<Parameters<typeof createLimits>[0]>) =>
  createLimits({ requestsPerMinute: 0, filesPerDay: 0, bytesPerDay: 0, ...limits });

const PATH = "/put-sign?ext=jpg&size=60";

describe("limits over HTTP", () => {
  test("a response reports the remaining limits", async () => {
    const limits = limitsOf({ requestsPerMinute: 5, filesPerDay: 4, bytesPerDay: 100 });
    const { status, headers } = await request(createTestApp({ limits }).app).get(PATH);
    expect(status).toBe(200);
    expect(headers["ratelimit-policy"]).toBe('"requests";q=5;w=60, "files";q=4;w=86400, "bytes";q=100;w=86400');
    expect(headers["ratelimit"]).toBe('"requests";r=4;t=60, "files";r=3;t=86400, "bytes";r=40;t=86400');
  });

  test.each([
    ["requests", { requestsPerMinute: 1 }, "request_limit_reached", "60"],
    ["files", { filesPerDay: 1 }, "file_limit_reached", "86400"],
    ["bytes", { bytesPerDay: 100 }, "byte_limit_reached", "86400"],
  ])("too many %s – 429 with Retry-After, and nothing signed", async (name, options, code, seconds) => {
    const { app, signatureCount } = createTestApp({ limits: limitsOf(options) });
    expect((await request(app).get(PATH)).status).toBe(200);
    const { status, headers, body } = await request(app).get(PATH);
    expect([status, body.code, headers["retry-after"]]).toEqual([429, code, seconds]);
    expect(body.detail).toContain(`${name} in ${seconds} seconds`);
    expect(signatureCount()).toBe(1);
  });

  test("a batch – takes for each of its files, all or none", async () => {
    const { app, signatureCount } = createTestApp({ limits: limitsOf({ filesPerDay: 3, bytesPerDay: 100 }) });
    const batch = (...sizes: number[]) =>
      request(app)
        .post("/post-policy/batch")
        .send({ files: sizes.map((size) => ({ ext: "jpg", size })) });
    expect((await batch(50, 51)).body.code).toBe("byte_limit_reached");
    expect((await batch(1, 1, 1, 1)).body.code).toBe("file_limit_reached");
    expect(signatureCount()).toBe(0);
    expect((await batch(50, 25, 25)).status).toBe(200);
  });

  test("a file of unknown size – takes all that it might have", async () => {
    const { app } = createTestApp({ limits: limitsOf({ bytesPerDay: 20 * 1024 ** 2 }) });
    const { headers } = await request(app).get("/put-sign?ext=jpg");
    expect(headers["ratelimit"]).toBe('"bytes";r=0;t=86400');
  });

  test("a rejected request consumes no file of the day", async () => {
    const { app } = createTestApp({ limits: limitsOf({ filesPerDay: 1 }) });
    await request(app).get("/put-sign?ext=exe");
    expect((await request(app).get(PATH)).status).toBe(200);
  });

  test("X-Forwarded-For – is believed of a trusted proxy only", async () => {
    const limited = (trustProxy?: number) =>
      createTestApp({ limits: limitsOf({ requestsPerMinute: 1 }), ...(trustProxy !== undefined && { trustProxy }) })
        .app;
    const statuses = async (app: ReturnType<typeof limited>, ...lies: string[]) => {
      const results: number[] = [];
      for (const lie of lies) results.push((await request(app).get(PATH).set("X-Forwarded-For", lie)).status);
      return results;
    };
    expect(await statuses(limited(), "203.0.113.1", "203.0.113.2")).toEqual([200, 429]);
    expect(await statuses(limited(1), "203.0.113.1", "203.0.113.2")).toEqual([200, 200]);
    // The proxy adds what it saw at the end; what stands before it is the client's own tale.
    expect(await statuses(limited(1), "198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1")).toEqual([200, 429]);
  });

  test("no store to count in – 503 with Retry-After, and nothing signed", async () => {
    const away: UploadLimits = {
      consumeRequest: () => Promise.reject(new LimitStoreError("Redis did not respond")),
      consumeUpload: () => Promise.reject(new LimitStoreError("Redis did not respond")),
    };
    const { app, signatureCount, failures } = createTestApp({ limits: away });
    const { status, headers, body } = await request(app).get(PATH);
    expect([status, body.code, headers["retry-after"]]).toEqual([503, "limiter_unavailable", "5"]);
    expect(failures).toHaveLength(1);
    expect(signatureCount()).toBe(0);
  });

  test("a flood of forged tokens – is limited by its address, and nobody else's requests are", async () => {
    const limits = limitsOf({ requestsPerMinute: 2 });
    const authenticator = (req: { headers: { authorization?: string | undefined } }) =>
      req.headers.authorization === "Bearer good" ? "li" : undefined;
    const { app } = createTestApp({ limits, authenticator });
    const statuses: number[] = [];
    for (const token of ["forged", "forged", "forged", "good"]) {
      statuses.push((await request(app).get(PATH).set("Authorization", `Bearer ${token}`)).status);
    }
    expect(statuses).toEqual([401, 401, 429, 200]);
  });

  test("requests without a token – take nothing from others of their address, who may then log in", async () => {
    const { app } = createTestApp({ limits: limitsOf({ requestsPerMinute: 1 }), authenticator: () => undefined });
    for (let call = 0; call < 3; call += 1) expect((await request(app).get(PATH)).status).toBe(401);
    const forged = () => request(app).get(PATH).set("Cookie", "session=forged");
    expect([(await forged()).status, (await forged()).status]).toEqual([401, 429]);
  });

  test("tokens that can't be checked just now – take nothing: the fault is not theirs", async () => {
    const { app } = createTestApp({
      limits: limitsOf({ requestsPerMinute: 1 }),
      authenticator: () => {
        throw new ProblemError("jwks_unavailable", "later");
      },
    });
    for (let call = 0; call < 3; call += 1) {
      const { status, body } = await request(app).get(PATH).set("Authorization", "Bearer a.b.c");
      expect([status, body.code]).toEqual([503, "jwks_unavailable"]);
    }
  });

  test("/healthz – is not limited", async () => {
    const { app } = createTestApp({ limits: limitsOf({ requestsPerMinute: 1 }) });
    for (let call = 0; call < 3; call += 1) expect((await request(app).get("/healthz")).status).toBe(200);
  });
});
