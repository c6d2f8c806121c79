import { once } from "node:events";
import { createServer, request } from "node:http";
import { buffer } from "node:stream/consumers";

/**
 * What becomes of one request: through and back; through, and the answer lost on its way back; through with its last byte changed;
 * or answered here with a failure.
 */
export type Passage = "through" | "answer lost" | "damaged" | { readonly status: number };

/** Stands before a server and does to its requests what networks do. */
export async function startLossyProxy(upstreamHost: string) {
  const passages: Passage[] = [];
  const received: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const passage = passages.shift() ?? "through";
    if (typeof passage === "object") return outgoing.writeHead(passage.status).end();
    if (passage === "damaged") body[body.length - 1] = ~(body.at(-1) ?? 0) & 0xff;
    const { method, url, headers } = incoming;
    received.push([`${method} ${url}`, ...incoming.rawHeaders, body.toString("latin1")].join("\n"));
    const forwarded = request(`http://${upstreamHost}${url}`, { method, headers, agent: false });
    const answered = once(forwarded, "response");
    forwarded.end(body);
    const [answer] = await answered;
    const answerBody = await buffer(answer);
    if (passage === "answer lost") return incoming.socket.destroy();
    return outgoing.writeHead(answer.statusCode, answer.headers).end(answerBody);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: `127.0.0.1:${address.port}`,
    /** What becomes of the next requests, first to last; all after them go through. */
    passages,
    /** All that was passed on, a text a request: its line, headers and body. */
    received,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
