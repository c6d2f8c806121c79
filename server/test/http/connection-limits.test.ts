import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@wx-cos-upload/node-kit/testing";
import express from "express";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createMetrics } from "../../src/observability/metrics.ts";
import { createMetricsServer } from "../../src/observability/metrics-server.ts";
import { deferred } from "../support/deferred.ts";
import { CREDENTIALS, startTestServer } from "../support/test-app.ts";

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;
const BATCH = '{"files":[{"ext":"jpg","size":1}]}';
const post = (path: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${BATCH.length}\r\n\r\n${BATCH}`;

/** Sends requests without waiting for responses, and reads until the server closes the connection. */
async function pipeline(port: number, requests: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(requests);
  return text(socket);
}

const statusesOf = (responses: string) =>
  [...responses.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

/** Reads what the server sends until it closes its end. The own end stays open. */
async function readToEnd(socket: Socket): Promise<string> {
  let received = "";
  socket.on("data", (chunk) => {
    received += String(chunk);
  });
  await once(socket, "end");
  return received;
}

/** The server's end of the next connection. */
async function nextConnection(server: Server): Promise<Socket> {
  const [socket]: Socket[] = await once(server, "connection");
  if (socket === undefined) throw new Error("no connection");
  return socket;
}

/** A connection whose client never reads, and the server's end of it. */
async function connectWithoutReading(server: Server, port: number) {
  const connected = nextConnection(server);
  const client = connect(port, "127.0.0.1").on("error", () => {});
  return { client, peer: await connected };
}

describe("pipelined requests", () => {
  test.each<[what: string, request: string, status: number]>([
    ["/healthz", get("/healthz"), 200],
    ["/openapi.json", get("/openapi.json"), 200],
    ["/put-sign", get("/put-sign?ext=jpg"), 200],
    ["a path without a route", get("/nothing"), 404],
    ["no Host header", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["an unknown expectation", "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: foo\r\n\r\n", 417],
    ["100-continue", get("/healthz").replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"), 200],
  ])("%s – 32 get their responses, the next is rejected with the reason, the rest are ignored", async (_, request, status) => {
    const { port, close, requests } = await startTestServer();
    const responses = await pipeline(port, request.repeat(45));
    await close();
    const final = statusesOf(responses).filter((code) => code !== 100);
    expect(final).toEqual([...Array.from({ length: 32 }, () => status), 429]);
    const rejection = responses.slice(responses.lastIndexOf("HTTP/1.1 429"));
    expect(rejection).toMatch(/^Connection: close\r$/m);
    expect(JSON.parse(rejection.slice(rejection.indexOf("\r\n\r\n")))).toMatchObject({
      code: "too_many_pending_requests",
      detail: expect.stringContaining("at most 32 requests"),
    });
    expect(requests).toHaveLength(33);
    expect(requests.filter(({ code }) => code === "too_many_pending_requests")).toHaveLength(1);
  });

  test.each([
    ["/put-sign", get("/put-sign?ext=jpg")],
    ["a batch", post("/post-policy/batch")],
  ])("%s while signing takes its time – 32 are processed, and the next is rejected", async (_, request) => {
    const maySign = deferred();
    const credentials = async () => {
      await maySign.promise;
      return CREDENTIALS;
    };
    const { port, close, requests } = await startTestServer({
      signerOptions: { credentials },
      logRequest: () => {},
    });
    const responses = pipeline(port, request.repeat(45));
    while (requests.length === 0) await new Promise(setImmediate);
    maySign.resolve();
    expect(statusesOf(await responses)).toEqual([...Array.from({ length: 32 }, () => 200), 429]);
    await close();
  });

  test("32 – all get their responses, and the connection stays open for the next request", async () => {
    const { port, close } = await startTestServer();
    const last = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const responses = await pipeline(port, get("/openapi.json").repeat(31) + last);
    await close();
    expect(statusesOf(responses)).toEqual(Array.from({ length: 32 }, () => 200));
  });

  test("far too many at once – the connection is cut, and the 32 that were processed are logged", async () => {
    const { server, port, close, requests, credentialProvider } = await startTestServer();
    const { client, peer } = await connectWithoutReading(server, port);
    const closed = once(peer, "close");
    client.write(get("/put-sign?ext=jpg").repeat(1_500));
    await closed;
    await new Promise(setImmediate);
    expect(credentialProvider).toHaveBeenCalledTimes(32);
    expect(requests.filter(({ route }) => route === "/put-sign")).toHaveLength(32);
    client.destroy();
    await close();
  });

  test("a client that sends the next requests as responses arrive – gets any number", async () => {
    const { port, close } = await startTestServer();
    const socket = connect(port, "127.0.0.1");
    let responses = "";
    let sent = 16;
    socket.write(get("/healthz").repeat(sent));
    for await (const chunk of socket) {
      responses += String(chunk);
      const received = statusesOf(responses).length;
      if (received === 400) break;
      const more = Math.min(received + 16, 400) - sent;
      socket.write(get("/healthz").repeat(more));
      sent += more;
    }
    await close();
    expect(statusesOf(responses)).toEqual(Array.from({ length: 400 }, () => 200));
  });
});

describe("a connection that stands still", () => {
  const INACTIVITY_MS = 300;
  const LARGE = Buffer.alloc(16 * 1024 ** 2, "a");

  /** Responses that no system buffers as a whole. */
  async function startLargeServer() {
    const app = express();
    app.get("/large", (_req, res) => void res.end(LARGE));
    app.get("/never", () => {});
    const server = createHttpServer(app, { randomId: () => "an-id", inactivityMs: INACTIVITY_MS });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const close = async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    };
    return { server, port, close };
  }

  test("nobody reads the response – is destroyed", async () => {
    const { server, port, close } = await startLargeServer();
    const { client, peer } = await connectWithoutReading(server, port);
    const closed = once(peer, "close");
    client.write(get("/large"));
    await closed;
    client.destroy();
    await close();
  });

  test("nobody reads the response, but requests keep arriving – is still destroyed", async () => {
    const { server, port, close } = await startLargeServer();
    const { client, peer } = await connectWithoutReading(server, port);
    const closed = once(peer, "close");
    client.write(get("/large"));
    // One byte at a time, each of which sets Node's own timer back. The whole would take longer than any other limit.
    const trickle = setInterval(() => client.write("\r\n"), INACTIVITY_MS / 10);
    await closed;
    clearInterval(trickle);
    client.destroy();
    await close();
  });

  test("no handler responds – is destroyed", async () => {
    const { server, port, close } = await startLargeServer();
    const { client, peer } = await connectWithoutReading(server, port);
    const closed = once(peer, "close");
    client.write(get("/never"));
    await closed;
    client.destroy();
    await close();
  });

  test("a slow reader – gets the whole response", async () => {
    const { port, close } = await startLargeServer();
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let received = 0;
    let pauses = 0;
    for await (const chunk of socket) {
      received += chunk.length;
      // Longer than the limit in all, shorter between two reads.
      if (received > pauses * 1024 ** 2) {
        pauses += 1;
        await wait(INACTIVITY_MS / 3);
      }
    }
    await close();
    expect(pauses).toBeGreaterThan(6);
    expect(received).toBeGreaterThan(LARGE.length);
  });
});

describe("after a broken request", () => {
  test.each<[what: string, bytes: string, status: number]>([
    ["no HTTP", "hello\r\n\r\n", 400],
    ["headers over 16 KiB", `GET / HTTP/1.1\r\nX-A: ${"a".repeat(17_000)}\r\n\r\n`, 431],
    ["headers far over 16 KiB, in many chunks", `GET / HTTP/1.1\r\nX-A: ${"a".repeat(300_000)}\r\n\r\n`, 431],
  ])("%s – the client gets the reason, and is cut off half a second later if it keeps its end open", async (_, bytes, status) => {
    const { server, port, close } = await startTestServer();
    const connected = nextConnection(server);
    const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
    const peer = await connected;
    client.write(bytes);
    expect(statusesOf(await readToEnd(client))).toEqual([status]);
    expect(peer.destroyed).toBe(false);
    const startMs = performance.now();
    await once(peer, "close");
    const elapsedMs = performance.now() - startMs;
    expect(elapsedMs).toBeGreaterThan(300);
    expect(elapsedMs).toBeLessThan(5_000);
    client.destroy();
    await close();
  });

  test("a request that is too slow, of a client that neither reads nor closes – the connection is destroyed", async () => {
    const { server, port, close } = await startTestServer();
    const { client, peer } = await connectWithoutReading(server, port);
    const closed = once(peer, "close");
    const startMs = performance.now();
    server.emit("clientError", Object.assign(new Error("timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), peer);
    await closed;
    expect(performance.now() - startMs).toBeLessThan(5_000);
    client.destroy();
    await close();
  });
});

describe("createMetricsServer", () => {
  test("has the limits of the signing server", async () => {
    const server = createMetricsServer(createMetrics()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const responses = await pipeline(port, get("/metrics").repeat(40));
    expect(statusesOf(responses)).toEqual([...Array.from({ length: 32 }, () => 200), 429]);
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000, timeout: 30_000 });
    server.close();
    await once(server, "close");
  });
});

/** The built server. `npm test` builds before it tests. */
describe("the server as a process", () => {
  let directory: string;
  let child: ChildProcess;
  let port: number;
  let metricsPort: number;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "connection-limits-"));
  });
  afterEach(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function start(): Promise<void> {
    metricsPort = await freePort();
    const process_ = spawn(process.execPath, ["--max-old-space-size=200", join(__dirname, "../../dist/main.js")], {
      cwd: directory,
      env: {
        PATH: process.env["PATH"],
        PORT: "0",
        COS_SECRET_ID: "AKIDexample",
        COS_SECRET_KEY: "a-secret-key-of-the-test",
        COS_BUCKET: "examplebucket-1250000000",
        COS_REGION: "ap-guangzhou",
        METRICS_PORT: String(metricsPort),
        METRICS_HOST: "127.0.0.1",
        LIMIT_REQUESTS_PER_MINUTE: "0",
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    child = process_;
    const lines = createInterface({ input: process_.stdout });
    port = await new Promise<number>((resolve, reject) => {
      process_.once("exit", () => reject(new Error("the server did not start")));
      // The listener stays: a process whose log nobody reads would not be the one in production.
      lines.on("line", (line) => {
        const found = /http:\/\/[^\s"]+:(\d+)/.exec(line)?.[1];
        if (found !== undefined) resolve(Number(found));
      });
    });
  }

  async function isAlive(): Promise<boolean> {
    const { status } = await fetch(`http://127.0.0.1:${port}/healthz`);
    return status === 200 && child.exitCode === null;
  }

  test.each<[what: string, request: string, connections: number]>([
    ["/openapi.json on 4 connections", get("/openapi.json"), 4],
    ["/openapi.json on 40 connections", get("/openapi.json"), 40],
    ["/put-sign on 40 connections", get("/put-sign?ext=jpg&size=1"), 40],
    ["a path without a route on 40 connections", get("/nothing"), 40],
  ])("1,500 pipelined requests of %s, nothing read – the connections are cut and a heap of 200 MiB suffices", async (_, request, count) => {
    await start();
    await flood(port, request, count, isAlive);
  });

  test("1,500 pipelined requests of /metrics on 10 connections – the same", async () => {
    await start();
    await flood(metricsPort, get("/metrics"), 10, isAlive);
  });

  const [testOnLinux, skipped] = process.platform === "linux" ? [test, ""] : [test.skip, "SKIPPED, needs /proc: "];
  testOnLinux(
    `${skipped}connections that send nothing, or half a request, and never close – leave no descriptor behind`,
    async () => {
      await start();
      expect(await isAlive()).toBe(true);
      const descriptors = async () => (await readdir(`/proc/${child.pid}/fd`)).length;
      const before = await descriptors();
      const sockets = Array.from({ length: 200 }, (_, index) => {
        const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
        if (index % 2 === 0) socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n");
        return socket;
      });
      await Promise.all(sockets.map((socket) => once(socket, "connect")));
      while ((await descriptors()) < before + 200) await wait(20);
      const responses = await Promise.all(sockets.map(readToEnd));
      expect(responses.flatMap(statusesOf)).toEqual(Array.from({ length: 200 }, () => 408));
      while ((await descriptors()) > before) await wait(50);
      expect(await isAlive()).toBe(true);
      for (const socket of sockets) socket.destroy();
    },
  );
});

/** Pipelines 1,500 requests on each of some connections and reads nothing until the server has processed them. It must live, and cut all. */
async function flood(
  port: number,
  request: string,
  connections: number,
  isAlive: () => Promise<boolean>,
): Promise<void> {
  const sockets = Array.from({ length: connections }, () => connect(port, "127.0.0.1").on("error", () => {}));
  const closed = sockets.map((socket) => new Promise((resolve) => void socket.once("close", resolve)));
  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => void socket.write(request.repeat(1_500), resolve))),
  );
  expect(await isAlive()).toBe(true);
  for (const socket of sockets) socket.resume();
  await Promise.all(closed);
  expect(await isAlive()).toBe(true);
}
