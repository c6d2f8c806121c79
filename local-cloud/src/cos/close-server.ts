import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** A connection that waits for its next request has this long to bring it. */
const IDLE_MS = 300;
/** How often connections are looked at that have been answered meanwhile. */
const IDLE_CHECK_MS = 50;

/**
 * Closes a server: the port is free at once, requests that are on their way are answered, and after the grace whatever is left is
 * cut off. Resolves when the last connection is gone.
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const takeLeave = (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  };
  server.prependListener("request", takeLeave).prependListener("checkContinue", takeLeave);
  let idleCheck: NodeJS.Timeout | undefined;
  const idle = setTimeout(() => {
    idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  }, IDLE_MS);
  const grace = setTimeout(() => server.closeAllConnections(), graceMs);
  if (graceMs === 0) server.closeAllConnections();
  try {
    // node:http's own close would cut the waiting connections off at once, and with them a request that is on its way.
    await new Promise<void>((resolve, reject) => {
      NetServer.prototype.close.call(server, (error) => (error === undefined ? resolve() : reject(error)));
    });
  } finally {
    clearTimeout(idle);
    clearInterval(idleCheck);
    clearTimeout(grace);
  }
}
