import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { putSignAnswer } from "@wx-cos-upload/shared";

/** The built server, as `npm start` and production run it. `npm test` builds before it tests. */
const MAIN = join(__dirname, "../dist/main.js");
const TENCENT = {
  COS_SECRET_ID: "AKIDexample",
  COS_SECRET_KEY: "a-secret-key-of-the-test",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

let directory: string;
let running: ChildProcessByStdio<null, Readable, Readable> | undefined;

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
  running = spawn(process.execPath, [MAIN], {
    cwd: directory,
    env: { PATH: process.env["PATH"], PORT: "0", LOCAL_COS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return running;
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

async function exitOf(child: ChildProcessByStdio<null, Readable, Readable>) {
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  return { stderr, code };
}

describe("a bad start", () => {
  it("names every wrong variable at once, exits 1 and never listens", async () => {
    const { stderr, code } = await exitOf(
      start({ ...TENCENT, COS_SECRET_KEY: " spaced ", COS_BUCKET: "", PORT: "http", SIGNATURE_SECONDS: "1h" }),
    );
    expect(code).toBe(1);
    expect(stderr.split("\n").map((line) => line.trim().split(":")[0])).toEqual([
      "The environment is not usable",
      "COS_SECRET_KEY",
      "COS_BUCKET",
      "PORT",
      "SIGNATURE_SECONDS",
      "",
    ]);
    expect(stderr).not.toContain("spaced ");
  });

  it("in production without a bucket – does not fall back to the local one", async () => {
    const { stderr, code } = await exitOf(start({ NODE_ENV: "production" }));
    expect([code, stderr]).toEqual([1, expect.stringContaining("COS_SECRET_ID: is missing")]);
  });

  it("on a port that is taken – says which and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { stderr, code } = await exitOf(start({ ...TENCENT, PORT: port }));
    other.close();
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`can't listen on 127.0.0.1:${port}; set HOST and PORT`),
    ]);
  });
});

describe("a start without credentials", () => {
  it("says in its first lines where the signing server, the local COS and the preview are, and all answer", async () => {
    const { lines, child } = await startAndRead({}, 3);
    expect(lines[0]).toMatch(/^Signing server {2}http:\/\/127\.0\.0\.1:\d+$/);
    expect(lines[1]).toMatch(/^Local COS {7}http:\/\/127\.0\.0\.1:\d+ .*no Tencent account is used$/);
    expect(lines[2]).toMatch(/^Preview {9}http:\/\/127\.0\.0\.1:\d+\/ /);
    const [server, cos] = lines.map((line) => /http:\/\/[\d.:]+/.exec(line)?.[0]);
    const signed = putSignAnswer.parse(await (await fetch(`${server}/put-sign?ext=jpg&size=3`)).json());
    expect(signed.uploadUrl.startsWith(`${cos}/uploads/`)).toBe(true);
    const put = await fetch(signed.uploadUrl, { method: "PUT", headers: signed.headers, body: "abc" });
    expect(put.status).toBe(200);
    expect(await (await fetch(`${server}/`)).text()).toContain("/preview/shell.js");
    expect((await fetch(`${server}/preview/page.js`)).status).toBe(200);
    child.kill("SIGTERM");
    expect((await exitOf(child)).code).toBe(0);
  });
});

describe.each(["SIGTERM", "SIGINT"] as const)("%s", (signal) => {
  it("answers what is in flight, ends idle connections, flushes the log and exits 0", async () => {
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

describe("production", () => {
  it("logs JSON only", async () => {
    const { lines } = await startAndRead({ ...TENCENT, NODE_ENV: "production" }, 1);
    const { url } = JSON.parse(lines[0] ?? "");
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      msg: "listening",
      bucket: expect.stringContaining("examplebucket-1250000000"),
    });
  });
});
