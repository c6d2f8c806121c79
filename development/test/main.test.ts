import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { loginResponse, putSignResponse, uploadsResponse } from "@wx-cos-upload/contract";
import { createOwnerSegment } from "@wx-cos-upload/server";
import { connectRedis } from "@wx-cos-upload/server/advanced";
import { SignJWT } from "jose";
import { describeWithRedis, startRedis } from "../../server/test/support/redis-server.ts";

/** The built server, as `npm start` and production run it. `npm test` builds before it tests. */
const MAIN = join(__dirname, "../dist/main.js");
const TENCENT = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "a-secret-key-of-the-test",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

let directory: string;
let running: ChildProcess | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "server-main-"));
});

afterEach(async () => {
  if (running?.exitCode === null && running.signalCode === null) {
    running.kill("SIGKILL");
    await once(running, "exit");
  }
  await rm(directory, { recursive: true });
});

/** Starts in an empty directory, so that no .env of a developer plays a part. */
function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: { PATH: process.env["PATH"], PORT: "0", LOCAL_COS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running = child;
  return child;
}

async function startAndRead(environment: Record<string, string>, lineCount: number) {
  const child = start(environment);
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === lineCount) break;
  }
  return { child, lines, url: /http:\/\/[^\s"]+/.exec(lines.join("\n"))?.[0] ?? "" };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

async function exitOf(child: ChildProcessByStdio<null, Readable, Readable>) {
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { stderr, code };
}

describe("a bad start", () => {
  test("names every invalid variable at once, exits 1 and never listens", async () => {
    const { stderr, code } = await exitOf(
      start({ ...TENCENT, COS_SECRET_KEY: " spaced ", COS_BUCKET: "", PORT: "http", SIGNATURE_SECONDS: "1h" }),
    );
    expect(code).toBe(1);
    expect(stderr.split("\n").map((line) => line.trim().split(":")[0])).toEqual([
      "The environment is not valid",
      "COS_SECRET_KEY",
      "COS_BUCKET",
      "PORT",
      "SIGNATURE_SECONDS",
      "",
    ]);
    expect(stderr).not.toContain("spaced ");
  });

  test("names quoted values of an env file that docker run and kubectl read, without quoting secrets", async () => {
    const { stderr, code } = await exitOf(
      start({
        ...TENCENT,
        NODE_ENV: '"production"',
        COS_SECRET_KEY: `"${TENCENT.COS_SECRET_KEY}"`,
        OWNER_KEY: "'owner-key-of-the-test-0123456789abcdef'",
        STS_ENDPOINT: "htps://admin:hunter2@sts.example.com",
        COS_HOST: "https://admin:hunter2@img.example.com",
        JWT_JWKS_URL: "https//admin:hunter2@login.example.com",
      }),
    );
    expect(code).toBe(1);
    for (const name of ["NODE_ENV", "COS_SECRET_KEY", "OWNER_KEY"]) {
      expect(stderr).toContain(`${name}: is wrapped in quotation marks`);
    }
    expect(stderr).toContain('COS_HOST: "https://[redacted]@img.example.com" is not a host');
    expect(stderr).not.toMatch(/hunter2|a-secret-key|owner-key/);
  });

  test("starts with a real bucket beside a Kubernetes service named local-cos", async () => {
    const { lines } = await startAndRead({ ...TENCENT, LOCAL_COS_PORT: "tcp://10.96.0.17:3001" }, 1);
    expect(lines[0]).toMatch(/^Signing server {2}http/);
  });

  test("does not fall back to the local bucket in production", async () => {
    const { stderr, code } = await exitOf(start({ NODE_ENV: "production", ALLOW_ANONYMOUS: "true" }));
    expect([code, stderr]).toEqual([1, expect.stringContaining("COS_SECRET_ID: is missing")]);
  });

  test("names a port in use and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { stderr, code } = await exitOf(start({ ...TENCENT, PORT: port }));
    other.close();
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`cannot listen on 127.0.0.1:${port}; set HOST and PORT`),
    ]);
  });
});

describe("a start without credentials", () => {
  test("prints the addresses of the signing server, the local COS and the preview first, and all of them respond", async () => {
    const { lines, child } = await startAndRead({}, 6);
    expect(lines[0]).toMatch(/^Signing server {2}http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines[1]).toMatch(/^Local COS {7}http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines[2]).toMatch(/^Preview {9}http:\/\/127\.0\.0\.1:\d+\/ /);
    expect(lines[3]).toMatch(/^Bucket .*; this uses no Tencent account$/);
    expect(lines[4]).toMatch(/^Login {11}optional, wx\.login at a local stand-in/);
    expect(lines[5]).toMatch(/^Try {13}curl "http:\/\/127\.0\.0\.1:\d+\/put-sign\?ext=jpg"$/);
    const [server, cos] = lines.map((line) => /http:\/\/[\d.:]+/.exec(line)?.[0]);
    const signed = putSignResponse.parse(await (await fetch(`${server}/put-sign?ext=jpg&size=3`)).json());
    expect(signed.uploadUrl.startsWith(`${cos}/uploads/`)).toBe(true);
    const put = await fetch(signed.uploadUrl, { method: "PUT", headers: signed.headers, body: "abc" });
    expect(put.status).toBe(200);
    expect(await (await fetch(`${server}/`)).text()).toContain("/preview/shell.js");
    expect((await fetch(`${server}/preview/page.js`)).status).toBe(200);
    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
  });
});

describe("a start without any configuration", () => {
  test("stores uploads without a login outside of all folders, and lists a user's own uploads after a login", async () => {
    const { url, child } = await startAndRead({}, 6);
    const upload = async (headers: Record<string, string>) => {
      const signed = putSignResponse.parse(await (await fetch(`${url}/put-sign?ext=jpg&size=3`, { headers })).json());
      const put = await fetch(signed.uploadUrl, { method: "PUT", headers: signed.headers, body: "abc" });
      expect(put.status).toBe(200);
      return signed.cosKey;
    };
    expect(await upload({})).toMatch(/^uploads\/\d{8}\//);
    expect((await fetch(`${url}/uploads`)).status).toBe(401);
    const loggedIn = await fetch(`${url}/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: "code-1" }),
    });
    const headers = { Authorization: `Bearer ${loginResponse.parse(await loggedIn.json()).token}` };
    const key = await upload(headers);
    const { uploads } = uploadsResponse.parse(await (await fetch(`${url}/uploads`, { headers })).json());
    expect(uploads.map(({ cosKey }) => cosKey)).toEqual([key]);
    child.kill("SIGTERM");
    await exitOf(child);
  });
});

describe("a start on every address", () => {
  test("prints reachable addresses, and what phones need", async () => {
    const { lines, child } = await startAndRead({ HOST: "0.0.0.0" }, 5);
    expect(lines[0]).toMatch(/^Signing server {2}http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines[4]).toMatch(/^Phones {10}set COS_HOST=<this computer's address>:\d+, or/);
    child.kill("SIGTERM");
    await exitOf(child);
  });
});

describe("npm start", () => {
  test("leaves nothing running after SIGTERM", async () => {
    const repository = join(__dirname, "../..");
    const child = spawn("npm", ["start", "--silent"], {
      cwd: repository,
      env: { ...process.env, PORT: "0", LOCAL_COS_PORT: "0", LOCAL_COS_DIR: join(directory, "objects") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    running = child;
    const { stdout } = child;
    const ended = once(stdout, "close");
    for await (const line of createInterface({ input: stdout })) if (line.startsWith("Try ")) break;
    child.kill("SIGTERM");
    // The pipe is closed when the last process that holds it is gone, and that is the server.
    stdout.resume();
    await ended;
  });
});

describe.each(["federation", "role"])("a start with CREDENTIALS=%s and nothing else", (source) => {
  test("signs with credentials of the local STS, and prints neither their token nor the keys", async () => {
    const { lines, child, url } = await startAndRead({ CREDENTIALS: source, LOCAL_STS_PORT: "0" }, 5);
    expect(lines[4]).toMatch(/^Credentials {5}from the local STS http:\/\/127\.0\.0\.1:\d+$/);
    const log = text(child.stdout);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const signed = putSignResponse.parse(await (await fetch(`${url}/put-sign?ext=jpg&size=3`)).json());
    const put = (headers: Record<string, string>) =>
      fetch(signed.uploadUrl, { method: "PUT", headers: { ...signed.headers, ...headers }, body: "abc" });
    expect((await put({ "x-cos-grant-read": 'id="1"' })).status).toBe(403);
    expect((await put({})).status).toBe(200);
    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
    expect(await log).toContain("credentials refreshed");
    expect(await log).not.toContain(signed.securityToken ?? "a token");
    // The sample key of Tencent's documentation, which the local account has.
    expect(await log).not.toContain("BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz");
  });
});

describe("a start with AUTH=wechat and no WeChat account", () => {
  test("logs in at its own stand-in, and stores uploads in the user's folder", async () => {
    const { lines, url, child } = await startAndRead({ AUTH: "wechat" }, 6);
    const log = text(child.stdout);
    expect(lines[4]).toMatch(/^Login {11}wx\.login at a local stand-in/);
    const logIn = (code: string) =>
      fetch(`${url}/login`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ code }),
      });
    expect((await fetch(`${url}/put-sign?ext=jpg&size=3`)).status).toBe(401);
    const { token } = loginResponse.parse(await (await logIn("code-1")).json());
    expect(await (await logIn("code-1")).json()).toMatchObject({ code: "login_code_used" });

    const headers = { Authorization: `Bearer ${token}` };
    const asked = await fetch(`${url}/put-sign?ext=jpg&size=3`, { headers });
    const signed = putSignResponse.parse(await asked.json());
    expect(signed.cosKey).toMatch(/^uploads\/[0-9a-f]{32}\/\d{8}\//);
    const put = await fetch(signed.uploadUrl, { method: "PUT", headers: signed.headers, body: "abc" });
    expect(put.status).toBe(200);
    // The key is taken now: the object is where the signature says.
    const again = await fetch(signed.uploadUrl, { method: "PUT", headers: signed.headers, body: "abc" });
    expect(again.status).toBe(409);
    const owner = signed.cosKey.split("/")[1] ?? "";

    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
    expect(await log).toContain(`"owner":"${owner}"`);
    expect(await log).not.toContain(token);
  });
});

describe("a start with AUTH=jwt", () => {
  test("signs only for tokens from the site's issuer, and prints no secret", async () => {
    const secret = "shared-secret-of-the-test-0123456789abcdef";
    const ownerKey = "owner-key-of-the-test-0123456789abcdef";
    const { url, child } = await startAndRead(
      {
        ...TENCENT,
        NODE_ENV: "production",
        AUTH: "jwt",
        JWT_ISSUER: "site",
        JWT_AUDIENCE: "uploads",
        JWT_SECRET: secret,
        OWNER_KEY: ownerKey,
      },
      1,
    );
    const log = text(child.stdout);
    const token = await new SignJWT({ iss: "site", aud: "uploads", sub: "user-4711" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(secret));
    const ask = (headers: Record<string, string>) => fetch(`${url}/put-sign?ext=jpg&size=3`, { headers });
    expect((await ask({})).status).toBe(401);
    const signed = putSignResponse.parse(await (await ask({ Authorization: `Bearer ${token}` })).json());
    const owner = createOwnerSegment(ownerKey)("user-4711");
    expect(signed.cosKey.startsWith(`uploads/${owner}/`)).toBe(true);
    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
    expect(await log).toContain(`"owner":"${owner}"`);
    for (const hidden of [secret, ownerKey, token, "4711"]) expect(await log).not.toContain(hidden);
  });
});

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  test("completes pending requests, closes idle connections, flushes the log and exits 0", async () => {
    const { child, url } = await startAndRead(TENCENT, 3);
    const agent = new Agent({ keepAlive: true });
    const [response] = await once(
      get(`${url}/put-sign?ext=jpg`, { agent, headers: { "X-Request-Id": "before-the-stop" } }),
      "response",
    );
    response.resume();
    await once(response, "end");
    const log = text(child.stdout);
    const startMs = performance.now();
    child.kill(signal);
    const { code } = await exitOf(child);
    agent.destroy();
    expect(code).toBe(0);
    // The one promise about time that a user can see, with its limit as it was given.
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect(await log).toContain('"requestId":"before-the-stop"');
    expect(await log).not.toContain(TENCENT.COS_SECRET_KEY);
  });
});

const PRODUCTION = { ...TENCENT, NODE_ENV: "production", ALLOW_ANONYMOUS: "true" };

describe("a log that can't be written", () => {
  /** Starts with another stdout, and waits until it responds. */
  async function startWith(stdout: number | "pipe") {
    const port = await freePort();
    running = spawn(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env["PATH"], ...PRODUCTION, PORT: String(port) },
      stdio: ["ignore", stdout, "pipe"],
    });
    const isAlive = () => fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(1_000) });
    while (!(await isAlive().catch(() => undefined))) await wait(50);
    return { child: running, isAlive };
  }

  /** More lines than are gathered before a write, and than a pipe and its reader's buffer hold. */
  async function fillTheLog(ask: () => Promise<unknown>): Promise<void> {
    for (let count = 0; count < 40; count += 1) await Promise.all(Array.from({ length: 100 }, ask));
  }

  // Such a disk is always full. Linux has one.
  const hasFullDisk = existsSync("/dev/full");
  const testWithFullDisk = hasFullDisk ? test : test.skip;
  const reason = hasFullDisk ? "" : "SKIPPED, there is no /dev/full here: ";
  testWithFullDisk(`${reason}to a full disk – the server continues, and stops on request`, async () => {
    const disk = await open("/dev/full", "w");
    const { child, isAlive } = await startWith(disk.fd);
    await disk.close();
    await fillTheLog(isAlive);
    expect((await isAlive()).status).toBe(200);
    await fillTheLog(isAlive);
    expect((await isAlive()).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("keeps running without a reader, and stops on SIGTERM", async () => {
    const { child, isAlive } = await startWith("pipe");
    child.stdout?.destroy();
    await fillTheLog(isAlive);
    expect((await isAlive()).status).toBe(200);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("stops on SIGTERM although the reader does not read", async () => {
    const { child, isAlive } = await startWith("pipe");
    child.stdout?.pause();
    await fillTheLog(isAlive);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("production", () => {
  test("logs JSON only", async () => {
    const { lines } = await startAndRead(PRODUCTION, 1);
    const { url } = JSON.parse(lines[0] ?? "");
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      msg: "listening",
      login: "none",
      bucket: expect.stringContaining("examplebucket-1250000000"),
    });
  });

  test("does not start without a login, unless ALLOW_ANONYMOUS is set", async () => {
    const { stderr, code } = await exitOf(start({ ...TENCENT, NODE_ENV: "production" }));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/AUTH: is none, so anyone could upload/)]);
  });

  test("does not fall back to the stand-in with AUTH=wechat and no secret", async () => {
    const { stderr, code } = await exitOf(start({ ...TENCENT, NODE_ENV: "production", AUTH: "wechat" }));
    expect(code).toBe(1);
    for (const name of ["WECHAT_APP_ID", "WECHAT_APP_SECRET", "SESSION_KEYS", "OWNER_KEY"]) {
      expect(stderr).toContain(`${name}: is missing`);
    }
  });

  test("serves the API's document, but not its web page", async () => {
    const { lines } = await startAndRead(PRODUCTION, 1);
    const { url } = JSON.parse(lines[0] ?? "");
    expect((await fetch(`${url}/docs`)).status).toBe(404);
    const answer = await fetch(`${url}/openapi.json`);
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await answer.json()).toMatchObject({ openapi: "3.1.1", paths: { "/put-sign": {} } });
  });
});

describe("the environment", () => {
  test("applies the settings for proxies, limits, origins and object headers", async () => {
    const { lines } = await startAndRead(
      {
        ...PRODUCTION,
        TRUST_PROXY: "1",
        LIMIT_REQUESTS_PER_MINUTE: "1",
        CORS_ORIGINS: "https://www.example.com",
        UPLOAD_CACHE_CONTROL: "private",
        UPLOAD_CONTENT_DISPOSITION: "attachment",
      },
      1,
    );
    const { url } = JSON.parse(lines[0] ?? "");
    const ask = (address: string) =>
      fetch(`${url}/put-sign?ext=jpg&size=3`, {
        headers: { "X-Forwarded-For": address, Origin: "https://www.example.com" },
      });
    const answers = [await ask("203.0.113.1"), await ask("203.0.113.2"), await ask("203.0.113.1")];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[0]?.headers.get("access-control-allow-origin")).toBe("https://www.example.com");
    const { headers } = putSignResponse.parse(await answers[0]?.json());
    expect(headers).toMatchObject({ "Cache-Control": "private", "Content-Disposition": "attachment" });
    expect(headers["Authorization"]).toContain("q-header-list=cache-control;content-disposition;content-length;");
  });

  test("is not ready while STS and the issuer do not respond, and logs the reason", async () => {
    const port = await freePort();
    const { url, child } = await startAndRead(
      {
        ...TENCENT,
        CREDENTIALS: "federation",
        STS_ENDPOINT: `http://127.0.0.1:${port}`,
        AUTH: "jwt",
        JWT_ISSUER: "site",
        JWT_AUDIENCE: "uploads",
        JWT_JWKS_URL: `http://127.0.0.1:${port}/jwks.json`,
        OWNER_KEY: "owner-key-of-the-test-0123456789abcdef",
      },
      1,
    );
    const log = text(child.stdout);
    const answer = await fetch(`${url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ code: "not_ready", detail: "not ready: credentials, token keys" }),
    ]);
    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
    expect(await log).toContain("ECONNREFUSED");
    expect(await log).not.toContain(TENCENT.COS_SECRET_KEY);
  });
});

describeWithRedis("a Redis that responds and can't count", () => {
  test("is not ready if every request would be rejected", async () => {
    const redis = await startRedis();
    try {
      const environment = { ...PRODUCTION, REDIS_URL: redis.url };
      const { lines } = await startAndRead(environment, 1);
      const { url } = JSON.parse(lines[0] ?? "");
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      const admin = await connectRedis(redis.url, { logEvent: () => {} });
      await admin.call("REPLICAOF", "127.0.0.1", "1");
      admin.disconnect();
      const answer = await fetch(`${url}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([
        503,
        expect.objectContaining({ code: "not_ready", detail: "not ready: redis" }),
      ]);
      expect((await fetch(`${url}/put-sign?ext=jpg&size=3`)).status).toBe(503);
    } finally {
      await redis.close();
    }
  });
});

describe("development", () => {
  test("serves the API's document as a page, and the API keeps its own headers", async () => {
    const { url } = await startAndRead({}, 1);
    const page = await fetch(`${url}/docs`);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const other = await fetch(`${url}/docs/nothing`);
    expect([other.status, other.headers.get("content-security-policy")]).toEqual([
      404,
      "default-src 'none'; frame-ancestors 'none'",
    ]);
  });
});
