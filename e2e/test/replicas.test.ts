import { putSignResponse } from "@wx-cos-upload/contract";
import { LOCAL_COS_DEFAULTS, type LocalCos, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { describeWithRedis, type RedisServer, startRedis } from "../../server/test/support/redis-server.ts";
import { createBucketReader } from "../stack/bucket-reader.ts";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";

const REQUEST_LIMIT = 400;
const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;

let redis: RedisServer;
let cos: LocalCos;
let servers: Map<string, BuiltProgram>;

beforeEach(async () => {
  cos = await startLocalCos({ port: 0 });
});
afterEach(async () => {
  for (const server of servers.values()) await server.stop("SIGTERM");
  await redis.close();
  await cos.close({ graceMs: 0 });
});

/** Returns the environment of each server: the same bucket and the same Redis. */
const environment = () => ({
  COS_BACKEND: "tencent",
  COS_BUCKET: bucket,
  COS_REGION: region,
  COS_SECRET_ID: credentials.secretId,
  COS_SECRET_KEY: credentials.secretKey,
  COS_HOST: cos.host,
  REDIS_URL: redis.url,
  LIMIT_REQUESTS_PER_MINUTE: String(REQUEST_LIMIT),
});

/** Starts a server, on a given address if it is restarted. */
async function startServer(address = "127.0.0.1:0", more: Record<string, string> = {}): Promise<void> {
  const env = { ...environment(), PORT: address.split(":")[1] ?? "0", ...more };
  const server = await startBuilt({ program: "server/dist/main.js", env, addressCount: 1 });
  servers.set(server.addresses[0] ?? "", server);
}

async function startTwo(more: Record<string, string> = {}): Promise<[string, string]> {
  redis = await startRedis();
  servers = new Map();
  await Promise.all([startServer(undefined, more), startServer(undefined, more)]);
  const [first = "", second = ""] = servers.keys();
  return [first, second];
}

/** The outcome of a request: a status, or 0 without a response. `reached` is true if a server had accepted the connection. */
type Outcome = { readonly status: number; readonly url?: string } | { readonly status: 0; readonly reached: boolean };

async function requestSignature(address: string): Promise<Outcome> {
  try {
    const response = await fetch(`http://${address}/put-sign?ext=jpg&size=5`);
    const body: unknown = await response.json();
    return response.ok ? { status: 200, url: putSignResponse.parse(body).uploadUrl } : { status: response.status };
  } catch (error) {
    return { status: 0, reached: codeOf(error) !== "ECONNREFUSED" };
  }
}

/** Returns the code of fetch's `cause`. Its errors belong to another realm, so instanceof does not work. */
function codeOf(error: unknown): unknown {
  return memberOf(memberOf(error, "cause"), "code");
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Runs twenty clients that alternate between the servers, as behind a load balancer, until `total` requests have ended. */
async function load(addresses: readonly string[], total: number, onProgress: (done: number) => void = () => {}) {
  const outcomes: Outcome[] = [];
  let started = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (started < total) {
        started += 1;
        const outcome = await requestSignature(addresses[started % addresses.length] ?? "");
        outcomes.push(outcome);
        onProgress(outcomes.length);
      }
    }),
  );
  const count = (status: number) => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    outcomes,
    signed: count(200),
    rejected: count(429),
    lost: outcomes.filter((outcome) => "reached" in outcome && outcome.reached).length,
    unreachable: outcomes.filter((outcome) => "reached" in outcome && !outcome.reached).length,
  };
}

describeWithRedis("two servers, one Redis, one bucket", () => {
  test("share one rate limit exactly", async () => {
    const { signed, rejected, lost } = await load(await startTwo(), 600);
    expect({ signed, rejected, lost }).toEqual({ signed: REQUEST_LIMIT, rejected: 600 - REQUEST_LIMIT, lost: 0 });
  });

  test("sign for one bucket, which stores the uploads of both", async () => {
    const addresses = await startTwo();
    for (const address of addresses) {
      const outcome = await requestSignature(address);
      const url = "url" in outcome ? (outcome.url ?? "") : "";
      const response = await fetch(`http://${address}/put-sign?ext=jpg&size=5`);
      const { headers, uploadUrl } = putSignResponse.parse(await response.json());
      expect(url).not.toBe(uploadUrl);
      // The URL is https, as in production. The local bucket speaks http, and no signature covers the scheme.
      const put = await fetch(uploadUrl.replace("https:", "http:"), { method: "PUT", headers, body: "photo" });
      expect(put.status).toBe(200);
    }
    const reader = createBucketReader({ host: cos.host, credentials, nowMs: Date.now });
    expect(await reader.keys()).toHaveLength(2);
  });

  test.each([
    "SIGKILL",
    "SIGTERM",
  ] as const)("lose only requests in flight when %s ends one under load, and keep the rate limit exact", async (signal) => {
    const [first, second] = await startTwo();
    let restarted: Promise<void> | undefined;
    const result = await load([first, second], 1_200, (done) => {
      if (done >= 150) restarted ??= restart(first, signal);
    });
    await restarted;
    const { signed, rejected, lost, unreachable, outcomes } = result;
    expect(signed + rejected + lost + unreachable).toBe(outcomes.length);
    // Each of the twenty clients sends one request at a time, so at most twenty can be in flight on one server.
    expect(lost).toBeLessThanOrEqual(signal === "SIGTERM" ? 0 : 20);
    expect(signed).toBeLessThanOrEqual(REQUEST_LIMIT);
    // A lost request may have been counted before its server died.
    expect(signed + lost).toBeGreaterThanOrEqual(REQUEST_LIMIT);
    expect((await requestSignature(first)).status).toBe(429);
    expect((await requestSignature(second)).status).toBe(429);
  });

  test("reject requests with 503 while Redis is down, or count in each process", async () => {
    const [rejecting] = await startTwo();
    await startServer(undefined, { LIMIT_WITHOUT_REDIS: "count-per-process", LIMIT_REQUESTS_PER_MINUTE: "5" });
    const [, , counting = ""] = servers.keys();
    expect((await requestSignature(rejecting)).status).toBe(200);
    await redis.kill();

    const statuses = async (address: string, times: number) => {
      const results: number[] = [];
      for (let call = 0; call < times; call += 1) results.push((await requestSignature(address)).status);
      return results;
    };
    expect(await statuses(rejecting, 3)).toEqual([503, 503, 503]);
    expect((await fetch(`http://${rejecting}/readyz`)).status).toBe(503);
    expect(await statuses(counting, 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await fetch(`http://${counting}/readyz`)).status).toBe(200);

    await redis.start();
    await until(async () => (await fetch(`http://${rejecting}/readyz`)).status === 200);
    expect(await statuses(rejecting, 2)).toEqual([200, 200]);
  });
});

async function restart(address: string, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  await servers.get(address)?.stop(signal);
  await startServer(address);
}

/** Waits until a condition is true. @throws {Error} if it is still false after twenty seconds */
async function until(condition: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 20_000;
  while (!(await condition()))
    if (Date.now() > endMs) throw new Error("The condition was still false after twenty seconds");
}
