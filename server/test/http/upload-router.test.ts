import { multipartStartResponse, problem, putSignResponse } from "@wx-cos-upload/contract";
import express, { type ErrorRequestHandler, type Express } from "express";
import { decodeJwt } from "jose";
import request from "supertest";
import { ProblemError } from "../../src/errors.ts";
import { createUploadRouter, type UploadRouterOptions } from "../../src/http/upload-router.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { createUploadProofs } from "../../src/proofs/create-upload-proofs.ts";
import { BUCKET, CREDENTIALS, createTestSigner, KEY, testSignerOptions } from "../support/test-app.ts";
import { createTestMultipart } from "../support/test-multipart.ts";
import { createProofKeyPem, createTestObjects } from "../support/test-objects.ts";

const GOOD = "/api/uploads/put-sign?ext=jpg&size=3";
const BATCH = { files: [{ ext: "jpg", size: 3 }] };

/** Somebody's app: a lenient query parser, a body parser, an error handler that knows nothing of problems. */
function createHost(options: Partial<UploadRouterOptions> = {}, path = "/api/uploads") {
  const failures: Array<[error: unknown, requestId: string]> = [];
  const seen: unknown[] = [];
  const credentials = jest.fn(async () => CREDENTIALS);
  const signer = createTestSigner({ credentials });
  const app = express().set("query parser", "extended");
  app.use(express.json());
  app.use(path, createUploadRouter({ signer, logFailure: (...failure) => void failures.push(failure), ...options }));
  app.get("/goods", (_req, res) => void res.json({ query: "mine" }));
  const ownHandler: ErrorRequestHandler = (error, _req, res, _next) => {
    seen.push(error);
    res.status(error.status ?? 500).send("the app's own page");
  };
  app.use(ownHandler);
  return { app, failures, seen, credentials };
}

const codeOf = async (app: Express, path: string) => (await request(app).get(path)).body.code;

describe("createUploadRouter in somebody's app", () => {
  test("signs once, and forbids caching of the response", async () => {
    const { app, credentials } = createHost();
    const { status, body, headers } = await request(app).get(GOOD);
    expect([status, putSignResponse.parse(body)]).toEqual([200, body]);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["etag"]).toBeUndefined();
    expect(credentials).toHaveBeenCalledTimes(1);
  });

  test("reads the query strictly, whatever the app's parser made of it", async () => {
    const { app, credentials } = createHost();
    expect(await codeOf(app, `${GOOD}&size=4`)).toBe("repeated_field");
    expect(await codeOf(app, "/api/uploads/put-sign?ext[a]=jpg")).toBe("unknown_field");
    expect(credentials).not.toHaveBeenCalled();
  });

  test("takes a body that the app has parsed, and one that it has not", async () => {
    const { app } = createHost();
    expect((await request(app).post("/api/uploads/put-sign/batch").send(BATCH)).body.uploads).toHaveLength(1);
    const bare = express().use(createUploadRouter({ signer: createTestSigner(), logFailure: () => {} }));
    expect((await request(bare).post("/put-sign/batch").send(BATCH)).body.uploads).toHaveLength(1);
  });

  test("uploads in parts if it can, under its own path, and else has no such route", async () => {
    const { app } = createHost({ multipart: createTestMultipart(testSignerOptions()) });
    const start = (host: Express) =>
      request(host).post("/api/uploads/multipart").set("Idempotency-Key", "a-1").send({ ext: "mp4", size: 1_000 });
    const { status, body, headers } = await start(app);
    expect([status, multipartStartResponse.parse(body)]).toEqual([200, body]);
    expect(headers["cache-control"]).toBe("no-store");
    const { uploadToken } = body;
    const stored = await request(app).post("/api/uploads/multipart/complete").send({ uploadToken });
    expect([stored.status, stored.body.status]).toEqual([200, "stored"]);
    expect((await start(createHost().app)).status).toBe(404);
  });

  test("allows known extensions with a size by default", async () => {
    const { app } = createHost();
    expect(await codeOf(app, "/api/uploads/put-sign?ext=jpg")).toBe("size_required");
    expect(await codeOf(app, "/api/uploads/put-sign?ext=html&size=3")).toBe("unsupported_extension");
  });

  test("consumes the app's own limits", async () => {
    const limits = createLimits({ requestsPerMinute: 1, filesPerDay: 0, bytesPerDay: 0 });
    const { app } = createHost({ limits });
    expect((await request(app).get(GOOD)).status).toBe(200);
    const { status, headers } = await request(app).get(GOOD);
    expect([status, headers["retry-after"]]).toEqual([429, "60"]);
  });

  test("two routers in one app sign each for their own bucket", async () => {
    const other = createTestSigner({ host: "other.example.com" });
    const { app } = createHost();
    const both = express()
      .use(app)
      .use("/other", createUploadRouter({ signer: other, logFailure: () => {} }));
    const hosts = await Promise.all([GOOD, "/other/put-sign?ext=jpg&size=3"].map((path) => request(both).get(path)));
    expect(hosts.map(({ body }) => body.cosHost)).toEqual([
      "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com",
      "other.example.com",
    ]);
  });

  test.each(["/", "/api/uploads"])("mounted at %s – leaves other routes untouched", async (path) => {
    const authenticator = jest.fn(() => undefined);
    const { app } = createHost({ authenticator }, path);
    const { body, headers } = await request(app).get("/goods");
    expect(body).toEqual({ query: "mine" });
    expect([headers["x-request-id"], headers["cache-control"]]).toEqual([undefined, undefined]);
    expect((await request(app).get("/api/uploads/nothing")).text).toContain("Cannot GET");
    expect(authenticator).not.toHaveBeenCalled();
  });
});

describe("the app's own authentication", () => {
  test("gives the owner, whose folder is in the key", async () => {
    const { app } = createHost({ authenticator: async (req) => req.get("x-user") });
    const { body } = await request(app).get(GOOD).set("X-User", "li-7");
    expect(body.cosKey).toMatch(/^uploads\/li-7\/\d{8}\//);
  });

  test("without one, an owner that the app itself has in res.locals is no folder", async () => {
    const app = express();
    app.use((_req, res, next) => {
      res.locals["owner"] = "../Mrs. Li";
      res.locals["subject"] = "Mrs. Li";
      next();
    });
    const objects = createTestObjects();
    const proofs = createUploadProofs({ bucket: BUCKET, keys: createProofKeyPem() });
    app.use(createUploadRouter({ signer: createTestSigner(), objects, proofs, logFailure: () => {} }));
    expect((await request(app).get("/put-sign?ext=jpg&size=3")).body.cosKey).toMatch(/^uploads\/20261123\//);
    expect((await request(app).get("/uploads")).body.code).toBe("login_required");
    const { body } = await request(app)
      .post("/uploads/confirm")
      .send({ keys: [KEY] });
    expect(decodeJwt(body.uploads[0].proof).sub).toBeUndefined();
  });

  test("knows nobody – login_required, and nothing is signed", async () => {
    const { app, credentials } = createHost({ authenticator: () => undefined });
    const { status, body, headers } = await request(app).get(GOOD);
    expect([status, body.code, headers["www-authenticate"]]).toEqual([401, "login_required", "Bearer"]);
    expect(credentials).not.toHaveBeenCalled();
  });

  test("passes an error of the app to the app's handler unchanged", async () => {
    const refusal = Object.assign(new Error("banned"), { status: 403 });
    const authenticator = () => Promise.reject(refusal);
    const { app, seen, failures } = createHost({ authenticator });
    const { status, text } = await request(app).get(GOOD);
    expect([status, text]).toEqual([403, "the app's own page"]);
    expect([seen, failures]).toEqual([[refusal], []]);
  });

  test("logs a 5xx of its own as a failure of the server, without details for the client", async () => {
    const failure = Object.assign(new Error("the user service at 10.0.0.7 is away"), { status: 502 });
    const { app, seen, failures } = createHost({ authenticator: () => Promise.reject(failure) });
    const { status, body, text } = await request(app).get(GOOD);
    expect([status, body.code, seen]).toEqual([500, "internal_error", []]);
    expect(text).not.toContain("10.0.0.7");
    expect(failures).toMatchObject([[failure, expect.any(String)]]);
  });

  test.each([
    "../other",
    "li@example.com",
    "a/b",
    "",
  ])("an owner that is no folder of its own, %j – 500, and nothing is signed", async (owner) => {
    const { app, failures, credentials } = createHost({ authenticator: () => owner });
    expect((await request(app).get(GOOD)).status).toBe(500);
    expect(failures).toMatchObject([[{ message: expect.stringContaining("createOwnerSegment") }, expect.any(String)]]);
    expect(credentials).not.toHaveBeenCalled();
  });
});

describe("problems", () => {
  const failing = createTestSigner({ credentials: () => Promise.reject(new Error("the key is revoked")) });

  test("are rendered: the app's handler sees none", async () => {
    const { app, seen } = createHost();
    const { body, headers } = await request(app).get("/api/uploads/put-sign");
    expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(problem.parse(body)).toEqual(body);
    expect((await request(app).delete(GOOD)).headers["allow"]).toBe("GET, HEAD");
    expect(seen).toEqual([]);
  });

  test("logs a failure of the server with the request's id, without details for the client", async () => {
    const { app, failures } = createHost({ signer: failing });
    const { status, text, headers } = await request(app).get(GOOD);
    expect(status).toBe(500);
    expect(text).not.toContain("revoked");
    expect(failures).toMatchObject([[{ message: "the key is revoked" }, headers["x-request-id"]]]);
  });

  test("with pass-on, every problem is passed on as a ProblemError with its status and headers", async () => {
    const { app, seen } = createHost({ problems: "pass-on", signer: failing });
    expect((await request(app).get("/api/uploads/put-sign")).text).toBe("the app's own page");
    expect((await request(app).delete(GOOD)).status).toBe(405);
    expect((await request(app).get(GOOD)).status).toBe(500);
    expect(seen.every((error) => error instanceof ProblemError)).toBe(true);
    expect(seen).toMatchObject([
      { code: "invalid_extension", status: 400 },
      { code: "method_not_allowed", headers: { Allow: "GET, HEAD" } },
      { code: "internal_error", cause: { message: "the key is revoked" } },
    ]);
  });
});

describe("request ids", () => {
  const answerOf = async (app: Express, headers: Record<string, string> = {}) => {
    const { headers: answered, body } = await request(app).get("/put-sign").set(headers);
    expect(body.requestId).toBe(answered["x-request-id"]);
    return body.requestId;
  };
  const router = (options: Partial<UploadRouterOptions> = {}) =>
    createUploadRouter({ signer: createTestSigner(), logFailure: () => {}, ...options });

  test("uses the id that the app has set on the response", async () => {
    const app = express().use((_req, res, next) => {
      res.setHeader("X-Request-Id", "of-the-app");
      next();
    });
    expect(await answerOf(app.use(router()))).toBe("of-the-app");
  });

  test("the one that requestIdOf knows", async () => {
    expect(await answerOf(express().use(router({ requestIdOf: () => "from-pino-http" })))).toBe("from-pino-http");
  });

  test("the request's, or a random one", async () => {
    const app = express().use(router());
    expect(await answerOf(app, { "X-Request-Id": "of-the-gateway" })).toBe("of-the-gateway");
    expect(await answerOf(app)).toMatch(/^[\da-f-]{36}$/);
  });
});
