import type { IncomingMessage, ServerResponse } from "node:http";

/** Notifies browsers of new builds with server-sent events. */
export interface EventStream {
  /** Adds a browser, which receives events until it closes the connection. */
  readonly open: (req: IncomingMessage, res: ServerResponse) => void;
  /** Sends an event to every connected browser. */
  readonly send: (event: string) => void;
  /** Ends every connection. */
  readonly close: () => void;
}

/** Servers close idle connections; ours does after 30 s. */
const HEARTBEAT_MS = 15_000;

/**
 * Creates a stream without connected browsers.
 *
 * @param heartbeatMs how often an open stream gets a comment, which browsers ignore. HTML standard, section 9.2.6 @default 15000
 */
export function createEventStream(heartbeatMs: number = HEARTBEAT_MS): EventStream {
  const open = new Set<ServerResponse>();
  const heartbeat = setInterval(() => {
    for (const res of open) res.write(":\n\n");
  }, heartbeatMs).unref();
  return {
    open(req, res) {
      res.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      res.write("retry: 500\n\n");
      open.add(res);
      req.once("close", () => open.delete(res));
    },
    send(event) {
      for (const res of open) res.write(`event: ${event}\ndata:\n\n`);
    },
    close() {
      clearInterval(heartbeat);
      for (const res of open) res.end();
      open.clear();
    },
  };
}
