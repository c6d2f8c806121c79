import type { IncomingMessage, ServerResponse } from "node:http";

/** Browsers that wait to hear of a new build, by server-sent events. */
export interface EventStream {
  readonly open: (req: IncomingMessage, res: ServerResponse) => void;
  readonly send: (event: string) => void;
  readonly close: () => void;
}

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
