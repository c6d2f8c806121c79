import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { type Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CosResponse } from "./response.ts";

/**
 * Writes a response and waits until it is sent. For HEAD, node:http omits the body.
 *
 * @throws if the connection or a streamed body fails; the connection is closed then. Also if a header value is invalid; nothing is sent
 *   then. A streamed body is destroyed in either case
 */
export async function sendResponse(serverResponse: ServerResponse, response: CosResponse): Promise<void> {
  const { body = "" } = response;
  const connection = watchConnection(serverResponse);
  try {
    await Promise.race([write(serverResponse, response), connection.closed]);
  } catch (error) {
    if (!(body instanceof Readable)) throw error;
    throw body.destroy().errored ?? error;
  } finally {
    connection.stopWatching();
  }
}

async function write(serverResponse: ServerResponse, { status, headers, body = "" }: CosResponse): Promise<void> {
  serverResponse.statusCode = status;
  for (const [name, value] of Object.entries(headers)) serverResponse.setHeader(name, wireText(value));
  if (body instanceof Readable) return pipeline(body, serverResponse);
  // Write bytes: if the body is a string, node:http writes the headers in the body's encoding.
  const bytes = Buffer.from(body);
  const isBodiless = status === 204 || status === 304;
  if (!serverResponse.hasHeader("Content-Length") && !isBodiless) {
    serverResponse.setHeader("Content-Length", serverResponse.req.method === "HEAD" ? 0 : bytes.length);
  }
  serverResponse.end(bytes);
  await once(serverResponse, "close");
}

/**
 * Notices when the connection closes. node:http does not notify a response that waits behind another one on its connection, so that
 * response would wait for ever.
 */
function watchConnection({ req: { socket } }: ServerResponse) {
  let onClose = () => {};
  const closed = new Promise<never>((_resolve, reject) => {
    onClose = () => reject(Object.assign(new Error("the client has gone away"), { code: "ECONNRESET" }));
    if (socket.destroyed) onClose();
    else socket.once("close", onClose);
  });
  return { closed, stopWatching: () => void socket.off("close", onClose) };
}

/** Prepares a header value so that node:http, which writes Latin-1, writes UTF-8. */
function wireText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** Returns the response that a connection has not finished yet, if it has received the whole request; otherwise undefined. */
export type FindPendingResponse = (connection: Duplex) => ServerResponse | undefined;

/** Tracks a server's responses for {@link FindPendingResponse}. */
export function watchPendingResponses(server: Server): FindPendingResponse {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const note = (request: IncomingMessage, response: ServerResponse) => void latest.set(request.socket, response);
  server.on("request", note).on("checkContinue", note);
  return (connection) => {
    const response = latest.get(connection);
    return response?.req.complete && !response.writableFinished ? response : undefined;
  };
}
