import { createServer, type Server } from "node:http";
import { limitConnections, SERVER_TIMEOUTS } from "@wx-cos-upload/node-kit";
import type { Metrics } from "./metrics.ts";

/** Serves `GET /metrics` on its own port, because metrics are for the operator and the signing port is public. */
export function createMetricsServer(metrics: Pick<Metrics, "render">): Server {
  const server = createServer(SERVER_TIMEOUTS);
  const connections = limitConnections(server, { reject: (_req, res) => void res.writeHead(429).end() });
  return server.on("request", (req, res) => {
    if (!connections.accept(req, res)) return;
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
