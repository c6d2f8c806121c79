import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** The answer that a connection still owes to a request it has received whole; undefined if it owes none. */
export type FindOwedAnswer = (connection: Duplex) => ServerResponse | undefined;

/** Watches a server's requests for what {@link FindOwedAnswer} has to know. */
export function watchOwedAnswers(server: Server): FindOwedAnswer {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const note = (request: IncomingMessage, response: ServerResponse) => void latest.set(request.socket, response);
  server.on("request", note).on("checkContinue", note);
  return (connection) => {
    const response = latest.get(connection);
    return response?.req.complete && !response.writableFinished ? response : undefined;
  };
}
