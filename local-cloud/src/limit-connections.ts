import type { RequestListener, Server } from "node:http";
import { limitConnections as limit } from "@wx-cos-upload/node-kit";

/** A connection on which nothing moves for this time is dead. */
const INACTIVITY_MS = 120_000;

/**
 * Limits what one connection can hold of a server's memory: beyond 32 pending responses, and after two minutes in which nothing moves,
 * the connection is destroyed.
 *
 * @returns wraps the server's listeners for requests
 */
export function limitConnections(server: Server): (listener: RequestListener) => RequestListener {
  const connections = limit(server, { reject: (request) => request.socket.destroy(), inactivityMs: INACTIVITY_MS });
  return (listener) => (request, response) => {
    if (connections.accept(request, response)) listener(request, response);
  };
}
