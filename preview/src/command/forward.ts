import { type IncomingMessage, request as requestHttp, type ServerResponse } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";

/**
 * Forwards a request to a server and its response back. The page's own origin then serves both the preview and the server, so the requests
 * need no CORS. Responds with 403 to a page of another site, and with 502 if the server is unavailable.
 */
export function forward(req: IncomingMessage, res: ServerResponse, server: URL): void {
  if (!isFromOwnPage(req)) {
    respond(res, 403, "Only the preview's own page may use its server.");
    return;
  }
  const send = server.protocol === "https:" ? requestHttps : requestHttp;
  const headers = { ...req.headers, host: server.host };
  // The path goes on unparsed: `//example.com/` in it must not name another server.
  const options = { method: req.method ?? "GET", path: req.url ?? "/", headers };
  const forwarded = send(server.origin, options, (response) => {
    res.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(res);
  });
  forwarded.on("error", ({ message }) => {
    if (res.headersSent) res.destroy();
    else respond(res, 502, `The server ${server.origin} is unavailable: ${message}`);
  });
  res.on("close", () => forwarded.destroy());
  req.pipe(forwarded);
}

/**
 * Whether a request comes from the preview's page. A page of another site names itself in Sec-Fetch-Site, or has a host name that leads
 * to this computer, which is neither an address nor `localhost`.
 */
function isFromOwnPage({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  const own = `http://${headers.host ?? ""}`;
  if (!URL.canParse(own)) return false;
  const { hostname } = new URL(own);
  return hostname === "localhost" || isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

function respond(res: ServerResponse, status: number, sentence: string): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`${sentence}\n`);
}
