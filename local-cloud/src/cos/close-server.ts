import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
// Not the globals: those of jsdom, in which tests may run, stop with its window.
import { clearInterval, clearTimeout, setInterval, setTimeout } from "node:timers";

/** How long an idle connection may take to send its next request. */
const IDLE_MS = 300;
/** How often to close the connections that have become idle since. */
const IDLE_CHECK_MS = 50;

/**
 * Closes a server. The port is free at once, requests in progress get their response, and every connection that is still open after the
 * grace period is cut off. Resolves when the last connection is closed.
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  const endConnection = (_request: unknown, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  };
  server.prependListener("request", endConnection).prependListener("checkContinue", endConnection);
  let idleCheck: NodeJS.Timeout | undefined;
  const idle = setTimeout(() => {
    idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  }, IDLE_MS);
  const grace = setTimeout(() => server.closeAllConnections(), graceMs);
  if (graceMs === 0) server.closeAllConnections();
  try {
    // node:http's own close would cut off idle connections at once, and with them a request that has just been sent.
    await new Promise<void>((resolve, reject) => {
      NetServer.prototype.close.call(server, (error) => (error === undefined ? resolve() : reject(error)));
    });
  } finally {
    clearTimeout(idle);
    clearInterval(idleCheck);
    clearTimeout(grace);
  }
}
