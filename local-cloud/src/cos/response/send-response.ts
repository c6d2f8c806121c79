import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CosResponse } from "./response.ts";

/**
 * Writes an answer and waits until it is out. For HEAD node:http leaves the body out.
 *
 * @throws if the connection or a streamed body breaks, and the connection is closed then; or, with nothing sent, if a header can't
 * stand in an answer. A streamed body is destroyed either way.
 */
export async function sendResponse(response: ServerResponse, answer: CosResponse): Promise<void> {
  const { body = "" } = answer;
  const isOut = new AbortController();
  try {
    await Promise.race([write(response, answer), connectionClose(response, isOut.signal)]);
  } catch (error) {
    if (typeof body === "string") throw error;
    throw body.destroy().errored ?? error;
  } finally {
    isOut.abort();
  }
}

async function write(response: ServerResponse, { status, headers, body = "" }: CosResponse): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, wireText(value));
  if (typeof body !== "string") return pipeline(body, response);
  // As bytes: node:http writes the headers before a text in the text's encoding.
  const bytes = Buffer.from(body);
  const isBodiless = status === 204 || status === 304;
  if (!response.hasHeader("Content-Length") && !isBodiless) {
    response.setHeader("Content-Length", response.req.method === "HEAD" ? 0 : bytes.length);
  }
  response.end(bytes);
  await once(response, "close");
}

/**
 * Rejects when the connection closes. An answer that waits behind another one on its connection is not told of that by node:http,
 * and would wait for ever.
 *
 * @param isOut lets go of the connection
 */
async function connectionClose({ req: { socket } }: ServerResponse, isOut: AbortSignal): Promise<never> {
  if (!socket.destroyed) await once(socket, "close", { signal: isOut });
  throw Object.assign(new Error("the client has gone away"), { code: "ECONNRESET" });
}

/** node:http writes header text as Latin-1: this makes it write UTF-8. */
function wireText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** The answer that a connection still owes to a request it has received whole; undefined if it owes none. */
export type FindPendingResponse = (connection: Duplex) => ServerResponse | undefined;

/** Watches a server's requests for what {@link FindPendingResponse} has to know. */
export function watchPendingResponses(server: Server): FindPendingResponse {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const note = (request: IncomingMessage, response: ServerResponse) => void latest.set(request.socket, response);
  server.on("request", note).on("checkContinue", note);
  return (connection) => {
    const response = latest.get(connection);
    return response?.req.complete && !response.writableFinished ? response : undefined;
  };
}
