import type { Server } from "node:http";

/** Requests in flight have this long; with it a stop takes less than two seconds. */
const GRACE_MS = 1_500;

/** How often connections whose answer is out, and that only wait for another request, are looked for. */
const IDLE_CHECK_MS = 50;

/**
 * Stops a server: no new connections, idle ones closed, requests in flight answered, whatever is left after the grace cut off.
 * Resolves when the last connection is gone.
 *
 * @param graceMs @default 1500
 */
export function stopServer(server: Server, graceMs: number = GRACE_MS): Promise<void> {
  return new Promise((resolve) => {
    const idleCheck = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
    const grace = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearInterval(idleCheck);
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
  });
}
