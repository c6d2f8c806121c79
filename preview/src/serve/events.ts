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

/** Creates a stream without connected browsers. */
export function createEventStream(): EventStream {
  const open = new Set<ServerResponse>();
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
      for (const res of open) res.end();
      open.clear();
    },
  };
}
