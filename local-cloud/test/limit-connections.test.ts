import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { connect, Socket } from "node:net";
import { startLocalSts } from "../src/sts/index.ts";
import { startLocalWechat } from "../src/wechat/index.ts";
import { startTestBucket } from "./cos/support/test-bucket.ts";

interface Stand {
  readonly url: string;
  close(): Promise<void>;
}

const SERVERS: ReadonlyArray<[name: string, start: () => Promise<Stand>]> = [
  ["the local COS", startTestBucket],
  ["the local STS", startLocalSts],
  ["the local WeChat", () => startLocalWechat({ appId: "wx0123456789abcdef" })],
];

/** Connects without reading, and gives the server's end too. */
async function connectTo(port: number): Promise<{ client: Socket; peer: Socket }> {
  const accepted: Socket[] = [];
  const keep = (message: unknown) => {
    if (typeof message === "object" && message !== null && "socket" in message && message.socket instanceof Socket) {
      accepted.push(message.socket);
    }
  };
  subscribe("net.server.socket", keep);
  const client = connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => {});
  await once(client, "connect");
  while (accepted.length === 0) await new Promise(setImmediate);
  unsubscribe("net.server.socket", keep);
  const [peer] = accepted;
  if (peer === undefined) throw new Error("no connection");
  return { client, peer };
}

/** Unlike `once` of Node's events it does not reject for an error. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => void socket.once("close", () => resolve()));
}

describe.each(SERVERS)("%s", (_, start) => {
  let server: Stand;
  let port: number;
  beforeEach(async () => {
    server = await start();
    port = Number(new URL(server.url).port);
  });
  afterEach(() => server.close());

  test("1,500 pipelined requests – the connection is cut, and the next one is served", async () => {
    const { client, peer } = await connectTo(port);
    const closed = closeOf(peer);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1_500));
    const startMs = performance.now();
    await closed;
    // Not only when it has been idle for a while.
    expect(performance.now() - startMs).toBeLessThan(4_000);
    client.destroy();
    expect((await fetch(server.url)).status).toBeGreaterThan(0);
  });

  test("32 pipelined requests – all get a response", async () => {
    const { client } = await connectTo(port);
    client.write("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(32));
    let received = "";
    for await (const chunk of client) {
      received += String(chunk);
      if ((received.match(/HTTP\/1\.1 \d/g) ?? []).length === 32) break;
    }
    client.destroy();
  });

  test("after a broken request, from a client that keeps its end open – the connection is closed", async () => {
    const { client, peer } = await connectTo(port);
    const closed = closeOf(peer);
    client.resume().write("hello\r\n\r\n");
    const startMs = performance.now();
    await closed;
    expect(performance.now() - startMs).toBeLessThan(5_000);
    client.destroy();
  });

  test("a connection on which nothing moves – has a limit", async () => {
    const { client, peer } = await connectTo(port);
    expect(peer.timeout).toBe(120_000);
    client.destroy();
  });
});
