import type { RequestListener, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Requests of one connection that may wait for their responses. No client of COS, STS or WeChat sends more than a few. */
const MAX_PENDING_RESPONSES = 32;
/** A connection on which nothing moves for this time is dead. */
const INACTIVITY_MS = 120_000;
/** How long a peer may take to close its end after the last bytes. */
const LINGER_MS = 500;

/**
 * Limits what one connection can hold of a server's memory: a client may pipeline thousands of requests and read none of the responses.
 * Beyond 32 pending responses, and after two minutes in which nothing moves, the connection is destroyed.
 *
 * @returns wraps the server's listeners for requests
 */
export function limitConnections(server: Server): (listener: RequestListener) => RequestListener {
  const pending = new WeakMap<Duplex, ServerResponse[]>();
  server.timeout = INACTIVITY_MS;
  return (listener) => (request, response) => {
    const { socket } = request;
    const responses = (pending.get(socket) ?? []).filter(({ closed }) => !closed);
    responses.push(response);
    pending.set(socket, responses);
    if (responses.length <= MAX_PENDING_RESPONSES) listener(request, response);
    else socket.destroy();
  };
}

/**
 * Sends the last bytes of a connection, and destroys it half a second later unless the peer closes it first. Closing at once would
 * reset a connection with unread bytes, and the peer could lose the response. RFC 9112, section 9.6
 */
export function endConnection(socket: Duplex, lastBytes?: string): void {
  socket.end(lastBytes);
  const linger = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once("close", () => clearTimeout(linger));
}
