import type { Redis } from "ioredis";
import request from "supertest";
import { ProblemError } from "../../src/errors.ts";
import { createLimits } from "../../src/limits/create-limits.ts";
import { connectRedis } from "../../src/limits/redis-client.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { CREDENTIALS, createTestApp } from "../support/test-app.ts";

const GIB = 1024 ** 3;
const NO_LOG = { logEvent: () => {} };
/** The whole of the default quota of bytes. */
const BATCH = { files: Array.from({ length: 20 }, () => ({ ext: "mp4", size: GIB })) };
const QUOTAS = { requestsPerMinute: 120, filesPerDay: 20, bytesPerDay: 20 * GIB };
const ROUTES = ["/put-sign/batch", "/post-policy/batch", "/put-sign", "/post-policy"];

type App = ReturnType<typeof createTestApp>["app"];

const send = (app: App, path: string) =>
  path.endsWith("batch") ? request(app).post(path).send(BATCH) : request(app).get(`${path}?ext=mp4&size=${GIB}`);

/** What is left of files and bytes, as a response reports it. */
const left = (headers: Record<string, string>) =>
  /"files";r=(\d+);.*"bytes";r=(\d+);/.exec(headers["ratelimit"] ?? "")?.slice(1);

/** What holds in memory and in Redis. */
function itRefunds(redisOf: () => Redis | undefined): void {
  const limits = () => createLimits({ ...QUOTAS, redis: redisOf() });

  test.each(
    ROUTES,
  )("%s without credentials – consumes nothing; the same is signed once they are back", async (path) => {
    let isAway = true;
    const credentials = async () => {
      if (isAway) throw new ProblemError("credentials_unavailable", "later", { headers: { "Retry-After": "5" } });
      return CREDENTIALS;
    };
    const { app, signatureCount } = createTestApp({ limits: limits(), signerOptions: { credentials } });
    for (let call = 0; call < 3; call += 1) {
      const { status, body } = await send(app, path);
      expect([status, body.code]).toEqual([503, "credentials_unavailable"]);
    }
    expect(signatureCount()).toBe(0);
    isAway = false;
    const { status, headers } = await send(app, path);
    expect([status, left(headers)]).toEqual([200, path.endsWith("batch") ? ["0", "0"] : ["19", String(19 * GIB)]]);
  });

  test.each(ROUTES)("%s whose signing throws – is refunded", async (path) => {
    let calls = 0;
    const createObjectKey = () => {
      calls += 1;
      // The last of a batch fails, with 19 signed.
      if (calls === 20 || !path.endsWith("batch")) throw new Error("out of random bytes");
      return "uploads/a.mp4";
    };
    const shared = limits();
    const failing = createTestApp({ limits: shared, signerOptions: { createObjectKey } });
    const { status, body } = await send(failing.app, path);
    expect([status, body.code, body.uploads]).toEqual([500, "internal_error", undefined]);
    expect((await send(createTestApp({ limits: shared }).app, "/put-sign/batch")).status).toBe(200);
  });

  test.each(ROUTES)("%s whose credentials go away after the consumption – is refunded", async (path) => {
    let calls = 0;
    const credentials = async () => {
      calls += 1;
      if (calls > 1) throw new ProblemError("credentials_unavailable", "later");
      return CREDENTIALS;
    };
    const shared = limits();
    const failing = createTestApp({ limits: shared, signerOptions: { credentials } });
    expect((await send(failing.app, path)).status).toBe(503);
    expect((await send(createTestApp({ limits: shared }).app, "/put-sign/batch")).status).toBe(200);
  });

  test("holds no quota while STS is slow, so other files are signed", async () => {
    const shared = limits();
    let deliver = (_value: typeof CREDENTIALS) => {};
    const late = new Promise<typeof CREDENTIALS>((resolve) => {
      deliver = resolve;
    });
    const waiting = createTestApp({ limits: shared, signerOptions: { credentials: () => late } });
    const batch = send(waiting.app, "/put-sign/batch").then(({ status }) => status);
    const { status } = await send(createTestApp({ limits: shared }).app, "/put-sign");
    expect(status).toBe(200);
    deliver(CREDENTIALS);
    expect(await batch).toBe(429);
  });

  test("a batch rejected for its bytes beside another – the other is signed, as is a file after them", async () => {
    const { app } = createTestApp({ limits: createLimits({ ...QUOTAS, bytesPerDay: 19 * GIB, redis: redisOf() }) });
    const one = () => request(app).get(`/put-sign?ext=mp4&size=${GIB}`);
    const [rejected, ...signed] = await Promise.all([send(app, "/put-sign/batch"), ...Array.from({ length: 19 }, one)]);
    expect([rejected?.status, rejected?.body.code]).toEqual([429, "byte_limit_reached"]);
    expect(signed.map(({ status }) => status)).toEqual(Array.from({ length: 19 }, () => 200));
    const { body, headers } = await one();
    expect([body.code, left(headers)]).toEqual(["byte_limit_reached", ["1", "0"]]);
  });

  test("invalid requests – count as requests, and consume no files and bytes", async () => {
    const { app } = createTestApp({ limits: createLimits({ ...QUOTAS, requestsPerMinute: 3, redis: redisOf() }) });
    const malformed = await request(app).post("/put-sign/batch").type("json").send("{");
    expect([malformed.status, malformed.headers["ratelimit"]]).toEqual([400, '"requests";r=2;t=60']);
    expect((await request(app).get("/put-sign?ext=exe")).status).toBe(422);
    const { status, headers } = await request(app).get(`/put-sign?ext=mp4&size=${GIB}`);
    expect([status, left(headers)]).toEqual([200, ["19", String(19 * GIB)]]);
    const limited = await request(app).get("/put-sign?ext=exe");
    expect([limited.status, limited.body.code]).toEqual([429, "request_limit_reached"]);
  });

  test("invalid requests without an optional login – count as requests of their address", async () => {
    const limits = createLimits({ ...QUOTAS, requestsPerMinute: 2, redis: redisOf() });
    const { app } = createTestApp({ limits, isLoginOptional: true, authenticator: () => undefined });
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await request(app).get("/put-sign?ext=exe")).status);
    expect(statuses).toEqual([422, 422, 429]);
  });

  test("requests over the quota of files – still count as requests", async () => {
    const quotas = { ...QUOTAS, requestsPerMinute: 2, filesPerDay: 1, redis: redisOf() };
    const { app } = createTestApp({ limits: createLimits(quotas) });
    const codes: unknown[] = [];
    for (let call = 0; call < 2; call += 1) codes.push((await send(app, "/put-sign/batch")).body.code);
    codes.push((await send(app, "/put-sign")).body.code);
    expect(codes).toEqual(["file_limit_reached", "file_limit_reached", "request_limit_reached"]);
  });

  test("a token that the authenticator rejects – counts once, by address", async () => {
    const authenticator = () => undefined;
    const { app } = createTestApp({ limits: createLimits({ ...QUOTAS, redis: redisOf() }), authenticator });
    const { status, headers } = await request(app)
      .get("/put-sign?ext=jpg&size=1")
      .set("Authorization", "Bearer forged");
    expect([status, headers["ratelimit"]]).toEqual([401, '"requests";r=119;t=60']);
  });
}

describe("signing that fails, with limits in memory", () => itRefunds(() => undefined));

describeWithRedis("signing that fails, with limits in Redis", () => {
  let server: RedisServer;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = await connectRedis(server.url, NO_LOG);
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    redis.disconnect();
    await server.close();
  });

  itRefunds(() => redis);

  test("Redis responds too late – 503, and the same batch is signed as soon as it responds", async () => {
    const { app, signatureCount } = createTestApp({ limits: createLimits({ ...QUOTAS, redis }) });
    const closed = new Promise((resolve) => void redis.once("close", resolve));
    const ready = new Promise((resolve) => void redis.once("ready", resolve));
    server.pause();
    const { status, body } = await send(app, "/put-sign/batch");
    expect([status, body.code, signatureCount()]).toEqual([503, "limiter_unavailable", 0]);
    await closed;
    server.resume();
    await ready;
    const again = await send(app, "/put-sign/batch");
    expect([again.status, left(again.headers)]).toEqual([200, ["0", "0"]]);
    expect((await send(app, "/put-sign")).status).toBe(429);
  });
});
