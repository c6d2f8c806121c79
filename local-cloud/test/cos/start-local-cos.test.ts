import { once } from "node:events";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { freePort } from "@wx-cos-upload/node-kit/testing";
import { formatLogEntry, type LogEntry, startLocalCos } from "../../src/cos/index.ts";
import { send, type WireResponse } from "./support/send.ts";
import { signedRequest } from "./support/signed-request.ts";
import { NOW_SECONDS, useTestBucket } from "./support/test-bucket.ts";

const bucket = useTestBucket();

/** Sends the head of a PUT and the first half of its body. */
async function beginPut(key: string): Promise<Socket> {
  const { host, port } = bucket();
  const { headers } = signedRequest({ method: "PUT", key, host, body: "begun, and ended" });
  const socket = connect(port, "127.0.0.1");
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const changes = uploadBegins();
  socket.write(`PUT /${key} HTTP/1.1\r\n${lines}\r\nbegun, `);
  await changes;
  return socket;
}

async function uploadBegins(): Promise<void> {
  const uploads = join(bucket().directory, "uploads");
  while ((await readdir(uploads)).length === 0) await new Promise(setImmediate);
}

describe("listenHost with a name", () => {
  test("makes that name a host of the bucket, and no other name", async () => {
    // A name for HTTP, and an address for every system.
    const cos = await startLocalCos({ directory: join(bucket().directory, "named"), port: 0, listenHost: "127.1" });
    const statusFor = async (host: string) => {
      const client = httpRequest({ port: cos.port, headers: { Host: host } }).end();
      const [{ statusCode }] = await once(client, "response");
      client.destroy();
      return statusCode;
    };
    expect(cos.host).toBe(`127.1:${cos.port}`);
    expect([await statusFor(cos.host), await statusFor(`other.example.com:${cos.port}`)]).toEqual([403, 404]);
    await cos.close();
  });
});

describe("seed", () => {
  test("is complete before the first request is handled", async () => {
    const port = await freePort();
    const seed = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}`, "text"]));
    const starting = startLocalCos({ port, seed, now: () => NOW_SECONDS * 1000 });
    const request = signedRequest({ method: "GET", key: "199", host: `127.0.0.1:${port}` });
    let response: WireResponse | undefined;
    while (response === undefined) response = await send(port, request).catch(() => undefined);
    expect([response.status, response.text]).toEqual([200, "text"]);
    await (await starting).close({ graceMs: 0 });
  });

  test("that cannot be stored fails the start and releases port and folder", async () => {
    const { directory } = bucket();
    const options = { directory: join(directory, "other"), port: await freePort() };
    await expect(startLocalCos({ ...options, seed: { "/a": "a" } })).rejects.toThrow("cannot seed /a");
    await (await startLocalCos(options)).close({ graceMs: 0 });
  });
});

test.each([
  ["bucket", { bucket: "examplebucket" }],
  ["region", { region: "guangzhou" }],
])("rejects an invalid %s", async (name, option) => {
  await expect(startLocalCos({ port: 0, ...option })).rejects.toThrow(new RegExp(`^${name} must`));
});

test("names the options to change if it cannot listen", async () => {
  const advice = `127.0.0.1:${bucket().port}; set port or LOCAL_COS_PORT to a free port (0: any), and listenHost or HOST`;
  await expect(startLocalCos({ port: bucket().port })).rejects.toThrow(advice);
});

describe("close", () => {
  test("completes an upload in progress and accepts no new connection", async () => {
    const socket = await beginPut("a");
    const stopped = bucket().stop();
    const rejected = connect(bucket().port, "127.0.0.1");
    await expect(once(rejected, "connect")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    socket.write("and ended");
    expect(await text(socket)).toMatch(/^HTTP\/1.1 200 /);
    await stopped;
  });

  test("cuts off an upload that exceeds the grace period, and stores nothing of it", async () => {
    const socket = await beginPut("a");
    const started = performance.now();
    const closed = once(socket, "close");
    await bucket().stop({ graceMs: 100 });
    await closed;
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await bucket().files()).toEqual([]);
  });

  test("takes less than a second with an idle connection", async () => {
    const { host, port } = bucket();
    const agent = new Agent({ keepAlive: true });
    const { target, headers } = signedRequest({ method: "HEAD", host });
    const client = httpRequest({ port, method: "HEAD", path: target, headers: headers.flat(), agent }).end();
    const [response] = await once(client, "response");
    response.resume();
    await once(response, "end");
    const started = performance.now();
    await bucket().stop();
    expect(performance.now() - started).toBeLessThan(1_000);
    agent.destroy();
  });
});

describe("the folder", () => {
  test("cannot be opened twice, and can be opened again after a close", async () => {
    const { directory } = bucket();
    await expect(startLocalCos({ directory, port: 0 })).rejects.toThrow(
      "set directory or LOCAL_COS_DIR to a folder of its own",
    );
    await bucket().stop();
    await (await startLocalCos({ directory, port: 0 })).close();
  });
});

describe("the log", () => {
  test("has one line for an error, without the query", async () => {
    const { host, port } = bucket();
    const entry = bucket().nextEntry();
    const { headers } = await send(port, {
      method: "GET",
      target: "/a?response-expires=secret",
      headers: [["Host", host]],
    });
    expect(formatLogEntry(await entry)).toBe(`GET /a 403 AccessDenied ${headers["x-cos-request-id"]}`);
  });

  test("contains the cause of an InternalError, and the response does not", async () => {
    const { host, port, directory } = bucket();
    await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a" }));
    await rm(join(directory, "data"), { recursive: true });
    const entry = bucket().nextEntry();
    const response = await send(port, signedRequest({ method: "GET", key: "a", host }));
    expect([response.status, response.text]).toEqual([500, expect.not.stringContaining("data file")]);
    expect(formatLogEntry(await entry)).toMatch(
      /^GET \/a 500 InternalError \S+\nError: the data file \w+ is gone\n {4}at/,
    );
  });

  test("contains a request whose response could not be sent, and the client gets an error response", async () => {
    const { host, port, directory } = bucket();
    await send(port, signedRequest({ method: "PUT", key: "a", host, body: "a" }));
    await bucket().stop();
    await rm(join(directory, "index.jsonl"));
    const objects = join(directory, "objects");
    const [name = ""] = await readdir(objects);
    const metadata = await readFile(join(objects, name), "utf8");
    await writeFile(join(objects, name), metadata.replace('"STANDARD"', '"A\\r\\nB"'));
    const lines: string[] = [];
    const log = (entry: LogEntry) => void lines.push(formatLogEntry(entry));
    const cos = await startLocalCos({ directory, port: 0, now: () => 1_700_000_100_000, log });
    try {
      for (const method of ["GET", "HEAD"]) {
        const response = await send(cos.port, signedRequest({ method, key: "a", host: cos.host }));
        expect(response.status).toBe(500);
        expect(response.headers["x-cos-request-id"]).toBeDefined();
        expect(response.headers).not.toHaveProperty("etag");
      }
    } finally {
      await cos.close({ graceMs: 0 });
    }
    expect(lines).toEqual([
      expect.stringMatching(/^GET \/a 500 InternalError \S+\nTypeError/),
      expect.stringMatching(/^HEAD \/a 500 InternalError \S+\nTypeError/),
    ]);
  });
});
