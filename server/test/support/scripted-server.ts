import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Script = (response: ServerResponse, request: ReceivedRequest) => void;

/** A real HTTP server that handles the first request by the first script, and so on. The last script handles the rest. */
export async function startScriptedServer(...scripts: readonly Script[]) {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const received = { method: request.method, url: request.url, headers: request.headers, body };
    requests.push(received);
    scripts[Math.min(requests.length, scripts.length) - 1]?.(response, received);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    requests,
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Responds with a JSON value. */
export function json(value: unknown, status = 200): Script {
  return (response) =>
    void response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}
