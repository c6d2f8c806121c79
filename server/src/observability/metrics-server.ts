import { createServer, type Server } from "node:http";
import type { Metrics } from "./metrics.ts";

/** `GET /metrics` on a port of its own: what it tells is the operator's, and the signing port is everybody's. */
export function createMetricsServer(metrics: Pick<Metrics, "render">): Server {
  return createServer((req, res) => {
    if (req.url !== "/metrics" || (req.method !== "GET" && req.method !== "HEAD")) {
      res.writeHead(req.url === "/metrics" ? 405 : 404, { Allow: "GET, HEAD" }).end();
      return;
    }
    metrics.render().then(
      ({ contentType, text }) => res.writeHead(200, { "Content-Type": contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  });
}
