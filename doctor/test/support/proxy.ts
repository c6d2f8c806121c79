import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";

/** Changes a request's headers on the way to the server, and the response's headers on the way back. */
export interface Alter {
  readonly request?: (headers: IncomingHttpHeaders, method: string) => IncomingHttpHeaders;
  readonly answer?: (headers: IncomingHttpHeaders, method: string) => IncomingHttpHeaders;
  /** @param headers of the request */
  readonly status?: (status: number, headers: IncomingHttpHeaders) => number;
}

/** Stands between a client and a server, and passes everything on but what it alters. */
export async function startProxy(upstreamHost: string, alter: Alter = {}) {
  const same = (headers: IncomingHttpHeaders) => headers;
  const {
    request: alterRequest = same,
    answer: alterResponse = same,
    status: alterStatus = (status: number) => status,
  } = alter;
  const server = createServer(async (incoming, outgoing) => {
    const { method = "", url = "/" } = incoming;
    const body = await buffer(incoming);
    const headers = alterRequest(incoming.headers, method);
    const forwarded = request(`http://${upstreamHost}${url}`, { method, headers, agent: false });
    const answered = once(forwarded, "response");
    forwarded.end(body);
    const [answer] = await answered;
    const answerBody = await buffer(answer);
    const status = alterStatus(answer.statusCode, incoming.headers);
    outgoing.writeHead(status, alterResponse(answer.headers, method)).end(answerBody);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    host: `127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
