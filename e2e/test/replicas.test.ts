import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { putSignResponse } from "@wx-cos-upload/contract";
import { LOCAL_COS_DEFAULTS, type LocalCos, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { describeWithRedis, type RedisServer, startRedis } from "../../server/test/support/redis-server.ts";
import { createBucketReader } from "../stack/bucket-reader.ts";
import { type BuiltProgram, startBuilt } from "../stack/built-server.ts";

const QUOTA = 400;
const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;

let directory: string;
let redis: RedisServer;
let cos: LocalCos;
let servers: Map<string, BuiltProgram>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "replicas-"));
  cos = await startLocalCos({ directory, port: 0 });
});
afterEach(async () => {
  for (const server of servers.values()) await server.stop("SIGTERM");
  await redis.close();
  await cos.close({ graceMs: 0 });
  await rm(directory, { recursive: true });
});

/** The environment of each machine: one bucket, one Redis. */
const environment = () => ({
  COS_BACKEND: "tencent",
  COS_BUCKET: bucket,
  COS_REGION: region,
  COS_SECRET_ID: credentials.secretId,
  COS_SECRET_KEY: credentials.secretKey,
  COS_HOST: cos.host,
  REDIS_URL: redis.url,
  LIMIT_REQUESTS_PER_MINUTE: String(QUOTA),
});

/** Starts a server, on the address it had before if it has one. */
async function startServer(address = "127.0.0.1:0", more: Record<string, string> = {}): Promise<void> {
  const env = { ...environment(), PORT: address.split(":")[1] ?? "0", ...more };
  // The address of the bucket is printed, too.
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

/** What a request came to: a status, or no answer. `reached` says whether a server had taken the connection. */
type Outcome = { readonly status: number; readonly url?: string } | { readonly status: 0; readonly reached: boolean };

async function ask(address: string): Promise<Outcome> {
  try {
    const answer = await fetch(`http://${address}/put-sign?ext=jpg&size=5`);
    const body: unknown = await answer.json();
    return answer.ok ? { status: 200, url: putSignResponse.parse(body).uploadUrl } : { status: answer.status };
  } catch (error) {
    return { status: 0, reached: codeOf(error) !== "ECONNREFUSED" };
  }
}

/** fetch puts what went wrong into `cause`, and its errors are not of this realm's classes. */
function codeOf(error: unknown): unknown {
  return memberOf(memberOf(error, "cause"), "code");
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** Twenty clients that go from one server to the other, as a load balancer would send them, until `total` requests came to an end. */
async function load(addresses: readonly string[], total: number, onProgress: (done: number) => void = () => {}) {
  const outcomes: Outcome[] = [];
  let started = 0;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      while (started < total) {
        started += 1;
        const outcome = await ask(addresses[started % addresses.length] ?? "");
        outcomes.push(outcome);
        onProgress(outcomes.length);
      }
    }),
  );
  const count = (status: number) => outcomes.filter((outcome) => outcome.status === status).length;
  return {
    outcomes,
    signed: count(200),
    refused: count(429),
    lost: outcomes.filter((outcome) => "reached" in outcome && outcome.reached).length,
    turnedAway: outcomes.filter((outcome) => "reached" in outcome && !outcome.reached).length,
  };
}

describeWithRedis("two servers, one Redis, one bucket", () => {
  it("count as one – the quota is given exactly, whichever server is asked", async () => {
    const { signed, refused, lost } = await load(await startTwo(), 600);
    expect({ signed, refused, lost }).toEqual({ signed: QUOTA, refused: 600 - QUOTA, lost: 0 });
  });

  it("sign for one bucket – what either signed is stored", async () => {
    const addresses = await startTwo();
    for (const address of addresses) {
      const outcome = await ask(address);
      const url = "url" in outcome ? (outcome.url ?? "") : "";
      const answer = await fetch(`http://${address}/put-sign?ext=jpg&size=5`);
      const { headers, uploadUrl } = putSignResponse.parse(await answer.json());
      expect(url).not.toBe(uploadUrl);
      // Signed for https, as in production; the local bucket speaks http, and no signature covers the scheme.
      const put = await fetch(uploadUrl.replace("https:", "http:"), { method: "PUT", headers, body: "photo" });
      expect(put.status).toBe(200);
    }
    const reader = createBucketReader({ host: cos.host, credentials, nowMs: Date.now });
    expect(await reader.keys()).toHaveLength(2);
  });

  it.each([
    "SIGKILL",
    "SIGTERM",
  ] as const)("one ended by %s under load and started again – nothing is lost but what was in flight there, and the quota is exact", async (signal) => {
    const [first, second] = await startTwo();
    let restarted: Promise<void> | undefined;
    const result = await load([first, second], 1_200, (done) => {
      if (done >= 150) restarted ??= restart(first, signal);
    });
    await restarted;
    const { signed, refused, lost, turnedAway, outcomes } = result;
    expect(signed + refused + lost + turnedAway).toBe(outcomes.length);
    // Twenty clients, every second request to each server: no more can be in flight on one of them.
    expect(lost).toBeLessThanOrEqual(signal === "SIGTERM" ? 0 : 20);
    expect(signed).toBeLessThanOrEqual(QUOTA);
    // A request may have been counted, and its answer lost with the server.
    expect(signed + lost).toBeGreaterThanOrEqual(QUOTA);
    expect((await ask(first)).status).toBe(429);
    expect((await ask(second)).status).toBe(429);
  });

  it("Redis killed under load – refused with 503 until it is back, or counted by each server", async () => {
    const [refusing] = await startTwo();
    await startServer(undefined, { LIMIT_WITHOUT_REDIS: "count-per-process", LIMIT_REQUESTS_PER_MINUTE: "5" });
    const [, , counting = ""] = servers.keys();
    expect((await ask(refusing)).status).toBe(200);
    await redis.kill();

    const statuses = async (address: string, times: number) => {
      const results: number[] = [];
      for (let call = 0; call < times; call += 1) results.push((await ask(address)).status);
      return results;
    };
    expect(await statuses(refusing, 3)).toEqual([503, 503, 503]);
    expect((await fetch(`http://${refusing}/readyz`)).status).toBe(503);
    expect(await statuses(counting, 7)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect((await fetch(`http://${counting}/readyz`)).status).toBe(200);

    await redis.start();
    await until(async () => (await fetch(`http://${refusing}/readyz`)).status === 200);
    expect(await statuses(refusing, 2)).toEqual([200, 200]);
  });
});

async function restart(address: string, signal: "SIGKILL" | "SIGTERM"): Promise<void> {
  await servers.get(address)?.stop(signal);
  await startServer(address);
}

/** Asks until it is so. @throws {Error} if it is not so in twenty seconds */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + 20_000;
  while (!(await isSo())) if (Date.now() > endMs) throw new Error("it did not become so in time");
}
