import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { createNetwork } from "../../src/wx/network/network.ts";
import { createRequest } from "../../src/wx/network/request.ts";
import { createTransferQueue } from "../../src/wx/network/transfer-queue.ts";

interface Received extends Pick<IncomingMessage, "method" | "url" | "headers"> {
  readonly body: string;
}

let server: Server;
let url: string;
let received: Received[];

beforeEach(async () => {
  received = [];
  server = createServer(async (req, res) => {
    const { method, url: path, headers } = req;
    received.push({ method, url: path, headers, body: await text(req) });
    if (path === "/moved") res.writeHead(302, { Location: "/elsewhere" }).end();
    else res.writeHead(path === "/rejected" ? 403 : 200).end('{"a":1}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

type Request = ReturnType<typeof createRequest>;

/** Sends a request with wx.request. Returns its outcome and the request that the server received. */
async function send(path: string, option: Partial<Parameters<Request>[0]> = {}) {
  const rules = { developServerUrl: "http://127.0.0.1:1", domains: null, urlCheck: false, pageOrigin: url };
  const network = createNetwork({ queue: createTransferQueue(), rules, timeouts: {}, isOnline: () => true });
  const outcome = await new Promise<object>((resolve) => {
    createRequest(network, () => {})({ url: url + path, ...option, complete: resolve });
  });
  return { outcome, received: received[0] };
}

test("wx.request sends JSON by default and omits headers that the browser sets itself", async () => {
  const header = { "X-Own": "1", Referer: "https://example.com/", Cookie: "a=b", "User-Agent": "me" };
  const { received: request } = await send("/a", { method: "POST", header, data: { b: "c d" } });
  expect(request).toMatchObject({
    method: "POST",
    headers: { "content-type": "application/json", "x-own": "1" },
    body: '{"b":"c d"}',
  });
  expect(request?.headers).not.toHaveProperty("referer");
  expect(request?.headers).not.toHaveProperty("cookie");
  expect(request?.headers["user-agent"]).not.toBe("me");
});

test("wx.request sends a form if the content type says so", async () => {
  const header = { "content-type": "application/x-www-form-urlencoded" };
  const { received: request } = await send("/a", { method: "POST", header, data: { b: "c d" } });
  expect(request?.body).toBe("b=c+d");
});

test("wx.request puts the data of a GET into the query", async () => {
  expect((await send("/a?x=1", { data: { b: "c d" } })).received).toMatchObject({ url: "/a?x=1&b=c+d", body: "" });
});

test.each([
  ["/a", {}, { statusCode: 200, data: { a: 1 }, errMsg: "request:ok" }],
  ["/a", { dataType: "text" }, { statusCode: 200, data: '{"a":1}' }],
  ["/rejected", {}, { statusCode: 403, data: { a: 1 }, errMsg: "request:ok" }],
  ["/moved", { redirect: "manual" }, { statusCode: 302, errMsg: "request:ok" }],
] as const)("wx.request treats any status as a success: %s with %j", async (path, option, expected) => {
  const { outcome } = await send(path, option);
  expect(outcome).toMatchObject(expected);
  expect(received.map(({ url: requested }) => requested)).toEqual([path]);
});
