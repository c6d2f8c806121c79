import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** Requests in flight have this long; with it a stop takes less than two seconds. */
const GRACE_MS = 1_500;

/** A connection that waits for its next request has this long to bring it: also from a client that is busy, over a slow network. */
const IDLE_MS = 1_000;

/** How often connections are looked at that have been answered meanwhile. */
const IDLE_CHECK_MS = 50;

/**
 * Stops a server: no new connections, requests in flight answered, whatever is left after the grace cut off.
 * Resolves when the last connection is gone.
 *
 * Open connections that wait for their next request are not closed at once: it may be on its way, and its client could not tell
 * whether it was taken. Every answer from now on says `Connection: close` instead, and what stays silent is closed after that.
 *
 * @param graceMs @default 1500
 */
export function stopServer(server: Server, graceMs: number = GRACE_MS): Promise<void> {
  server.prependListener("request", (_req, res: ServerResponse) => {
    res.shouldKeepAlive = false;
  });
  return new Promise((resolve) => {
    let idleCheck: NodeJS.Timeout | undefined;
    const idle = setTimeout(
      () => {
        server.closeIdleConnections();
        idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
      },
      Math.min(IDLE_MS, graceMs),
    );
    const grace = setTimeout(() => server.closeAllConnections(), graceMs);
    // http's own close would close the waiting connections first.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(idle);
      clearInterval(idleCheck);
      clearTimeout(grace);
      resolve();
    });
  });
}
