import type { Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";

/** Time for pending requests. With it, a stop takes less than two seconds. */
const GRACE_MS = 1_500;

/** Time for an idle connection to send its next request, also from a busy client over a slow network. */
const IDLE_MS = 1_000;

/** How often connections that have become idle are closed. */
const IDLE_CHECK_MS = 50;

/**
 * Stops a server gracefully: it accepts no new connections, completes pending requests, and closes all connections that remain after
 * the grace period. Resolves when the last connection is closed.
 *
 * Idle connections are not closed at once: the next request may be on its way, and its client could not know whether it was processed.
 * Instead every response now has `Connection: close`, and connections that stay idle are closed later.
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
    // http's own close would close idle connections first.
    NetServer.prototype.close.call(server, () => {
      clearTimeout(idle);
      clearInterval(idleCheck);
      clearTimeout(grace);
      resolve();
    });
  });
}
