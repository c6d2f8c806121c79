import { once } from "node:events";
import { createServer, request } from "node:http";
import { buffer } from "node:stream/consumers";

/**
 * What the proxy does with one request. `forward` forwards it and its response. `lose response` forwards it and drops the response.
 * `damage` forwards it with its last byte changed. `status` responds with that status itself.
 */
export type ProxyAction = "forward" | "lose response" | "damage" | { readonly status: number };

/** Starts a proxy in front of a server that simulates network failures. It forwards requests by default. */
export async function startLossyProxy(upstreamHost: string) {
  const nextActions: ProxyAction[] = [];
  const received: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const action = nextActions.shift() ?? "forward";
    if (typeof action === "object") return outgoing.writeHead(action.status).end();
    if (action === "damage") body[body.length - 1] = ~(body.at(-1) ?? 0) & 0xff;
    const { method, url, headers } = incoming;
    received.push([`${method} ${url}`, ...incoming.rawHeaders, body.toString("latin1")].join("\n"));
    const forwarded = request(`http://${upstreamHost}${url}`, { method, headers, agent: false });
    const responded = once(forwarded, "response");
    forwarded.end(body);
    const [response] = await responded;
    const responseBody = await buffer(response);
    if (action === "lose response") return incoming.socket.destroy();
    return outgoing.writeHead(response.statusCode, response.headers).end(responseBody);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: `127.0.0.1:${address.port}`,
    /** What to do with the next requests, in order. The proxy forwards all requests after them. */
    nextActions,
    /** The forwarded requests, each as one text of request line, headers and body. */
    received,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
