import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import express from "express";
import { createHttpServer } from "../../src/http/http-server.ts";
import { startTestServer } from "../support/test-app.ts";

const send = async (port: number, bytes: string) => {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return text(socket);
};

/** A server's response at a path. */
async function ask(server: Server, path: string) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { status, headers } = await fetch(`http://127.0.0.1:${port}${path}`).finally(() => server.close());
  return { status, outer: headers.get("x-outer"), inner: headers.get("x-inner") };
}

/** An app that sets a header, with another mounted in it that sets one too. */
function createMountedApps() {
  const inner = express();
  inner.get("/response", (_req, res) => void res.set("X-Inner", "2").json({}));
  inner.get("/passed-on", (_req, res, next) => next(void res.set("X-Inner", "2")));
  const outer = express();
  outer.use((_req, res, next) => next(void res.set("X-Outer", "1")));
  outer.use("/inner", inner);
  outer.get("/inner/passed-on", (_req, res) => void res.json({}));
  return outer;
}

describe("createHttpServer", () => {
  test.each([
    "/inner/response",
    "/inner/passed-on",
  ])("the response of an app mounted in the app, %s, has the headers of both", async (path) => {
    const server = createHttpServer(createMountedApps(), { randomId: () => "an-id" });
    expect(await ask(server, path)).toEqual({ status: 200, outer: "1", inner: "2" });
  });

  test("two servers of one app and a plain Node server all respond", async () => {
    const app = createMountedApps();
    const servers = [
      createHttpServer(app, { randomId: () => "an-id" }),
      createHttpServer(app, { randomId: () => "an-id" }),
      createServer(app),
    ];
    for (const server of servers) {
      expect(await ask(server, "/inner/response")).toEqual({ status: 200, outer: "1", inner: "2" });
    }
  });

  test("Express changes the prototype of no request and no response", async () => {
    const { app, server, url, close } = await startTestServer();
    const atBirth: object[] = [];
    server.prependListener("request", (req: IncomingMessage, res: ServerResponse) => {
      atBirth.push(Object.getPrototypeOf(req), Object.getPrototypeOf(res));
    });
    const setPrototypeOf = jest.spyOn(Object, "setPrototypeOf");
    // Detect the response at the call, before its prototype changes.
    const changes: string[] = [];
    const original = setPrototypeOf.getMockImplementation();
    setPrototypeOf.mockImplementation((object: object, prototype: object | null) => {
      if (Object.getPrototypeOf(object) !== prototype) changes.push(object.constructor.name);
      return Reflect.setPrototypeOf(object, prototype) ? object : original?.(object, prototype);
    });
    try {
      expect((await fetch(`${url}/put-sign?ext=jpg`)).status).toBe(200);
      const calls = setPrototypeOf.mock.calls.length;
      expect(changes).toEqual([]);
      expect(calls).toBeGreaterThanOrEqual(2);
      expect(atBirth).toEqual([app.request, app.response]);
    } finally {
      setPrototypeOf.mockRestore();
      await close();
    }
  });

  test.each([
    ["no HTTP at all", "hello\r\n\r\n", 400, "bad_request"],
    [
      "headers over 16 KiB",
      `GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: ${"a".repeat(17_000)}\r\n\r\n`,
      431,
      "headers_too_large",
    ],
    [
      "a URL over 16 KiB",
      `GET /put-sign?ext=${"a".repeat(17_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
      431,
      "headers_too_large",
    ],
    ["no Host header", "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400, "bad_request"],
    [
      "two Host headers",
      "GET /put-sign?ext=jpg HTTP/1.1\r\nHost: a\r\nhost: b\r\nConnection: close\r\n\r\n",
      400,
      "bad_request",
    ],
    [
      "a target that is no URL",
      "GET http://[bad/put-sign?ext=jpg HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      400,
      "bad_request",
    ],
    [
      "an expectation that nobody knows",
      "GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nConnection: close\r\n\r\n",
      417,
      "expectation_failed",
    ],
    [
      "two lengths",
      "POST /put-sign/batch HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
      "bad_request",
    ],
  ])("%s – a problem like every other, with a log line, and the connection ends", async (_, bytes, status, code) => {
    const { port, close, credentialProvider, requests } = await startTestServer();
    const answer = await send(port, bytes);
    await close();
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^Cache-Control: no-store\r$/m);
    expect(answer).toMatch(/^X-Request-Id: id-from-the-server\r$/m);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({
      status,
      code,
      requestId: "id-from-the-server",
    });
    expect(requests).toMatchObject([{ requestId: "id-from-the-server", status, code }]);
    expect(credentialProvider).not.toHaveBeenCalled();
  });

  test("responds to a complete request and then to the malformed bytes after it", async () => {
    const { port, close } = await startTestServer();
    const answers = await send(port, "GET /put-sign?ext=jpg HTTP/1.1\r\nHost: a\r\n\r\n@@@@\r\n\r\n");
    await close();
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
  });

  test("responds to malformed bytes on an idle connection and closes it", async () => {
    const { port, close } = await startTestServer();
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    await once(socket, "readable");
    socket.write("@@@@\r\n\r\n");
    const answers = await text(socket);
    await close();
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
  });

  test("looks every second for requests that take too long, with the limits it says", async () => {
    const { server, close } = await startTestServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000]);
    expect(server.keepAliveTimeout).toBe(75_000);
    expect(server).toMatchObject({ connectionsCheckingInterval: 1_000 });
    await close();
  });

  test("a URL for a target, as a proxy sends it – is served", async () => {
    const { port, close } = await startTestServer();
    const answer = await send(port, "GET http://a/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    await close();
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});
