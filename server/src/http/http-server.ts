import { createServer, IncomingMessage, type Server, ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Problem } from "@wx-cos-upload/contract";
import { endConnection, limitConnections, MAX_PENDING_RESPONSES, SERVER_TIMEOUTS } from "@wx-cos-upload/node-kit";
import type { Express } from "express";
import { ProblemError, quote } from "../errors.ts";
import { problemBody } from "../middleware/error-handler.ts";
import type { RequestLogEntry } from "../observability/request-log-entry.ts";
import { type AllowedHosts, isAllowedHost } from "./allowed-hosts.ts";
import { sendJson } from "./send-json.ts";

export interface HttpServerOptions {
  /** Returns an id for a request that never reaches the app. */
  readonly randomId: () => string;
  /** Host names that the server accepts. @default any */
  readonly allowedHosts?: AllowedHosts;
  /** Logs requests that never reach the app. @default does nothing */
  readonly logRequest?: (entry: RequestLogEntry) => void;
  /** How long an inactive connection stays open, in milliseconds. @default 30000 */
  readonly inactivityMs?: number;
}

/**
 * Creates an HTTP server for an Express app. Its requests and responses already have the app's prototypes when they are created.
 *
 * Express calls Object.setPrototypeOf on every request and response. Changing the prototype of an existing object makes V8 forget its
 * shape; if the prototype is the right one already, the call changes nothing. Fast path: docs/performance.md#prototypes
 *
 * Requests that Node or Express would reject in a form of their own are rejected as problems, with a request id and a log line.
 */
export function createHttpServer(app: Express, options: HttpServerOptions): Server {
  const { randomId, allowedHosts = "*", logRequest = () => {}, inactivityMs } = options;
  const { AppRequest, AppResponse } = classesOf(app);
  const server = createServer({
    IncomingMessage: AppRequest,
    ServerResponse: AppResponse,
    ...SERVER_TIMEOUTS,
    requireHostHeader: false,
  });
  const connections = limitConnections(server, { reject: rejectPipelining, inactivityMs });

  function logRejection(method: string, problem: ProblemError): Problem {
    const requestId = randomId();
    const { status, code } = problem;
    logRequest({ requestId, method, route: null, status, owner: undefined, durationMs: 0, code, aborted: undefined });
    return problemBody(problem, requestId);
  }

  /** For input that Node's parser rejects: a new request, or the rest of one that already has an id and that the app will log. */
  function rejectRest(problem: ProblemError, started: ServerResponse | undefined): Problem {
    const requestId = started?.getHeader("X-Request-Id");
    return typeof requestId === "string" ? problemBody(problem, requestId) : logRejection("", problem);
  }

  function reject(req: IncomingMessage, res: ServerResponse, problem: ProblemError): void {
    const body = logRejection(req.method ?? "", problem);
    res.setHeader("X-Request-Id", body.requestId);
    res.setHeader("Cache-Control", "no-store");
    for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
    sendJson(res, body.status, body, "application/problem+json");
  }

  function rejectPipelining(req: IncomingMessage, res: ServerResponse): void {
    const detail = `at most ${MAX_PENDING_RESPONSES} requests may wait for their responses on one connection; wait for responses before you send more`;
    reject(req, res, new ProblemError("too_many_pending_requests", detail, { headers: { "Retry-After": "1" } }));
  }

  server.on("request", (req, res) => {
    if (!connections.accept(req, res)) return;
    const problem = findFault(req, allowedHosts);
    if (problem === undefined) app(req, res);
    else reject(req, res, problem);
  });
  server.on("checkExpectation", (req, res) => {
    if (!connections.accept(req, res)) return;
    const detail = "remove the Expect header; this server supports 100-continue only";
    reject(req, res, new ProblemError("expectation_failed", detail));
  });
  const ending = new WeakSet<Duplex>();
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // The parser reports each further chunk of a broken connection.
    if (ending.has(socket)) return;
    ending.add(socket);
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const problem = toProblem(error.code);
    const last = connections.lastResponse(socket);
    const pending = last?.writableFinished ? undefined : last;
    // A complete request before the malformed bytes gets its own response first.
    if (pending?.req.complete) {
      pending.once("close", () => {
        if (socket.writable) endConnection(socket, rawResponse(logRejection("", problem)));
      });
    } else endConnection(socket, rawResponse(rejectRest(problem, pending)));
  });
  return server;
}

type Classes = ReturnType<typeof createClasses>;

const classesByApp = new WeakMap<Express, Classes>();

/** All servers of an app share its prototypes. */
function classesOf(app: Express): Classes {
  const classes = classesByApp.get(app) ?? createClasses(app);
  classesByApp.set(app, classes);
  return classes;
}

function createClasses(app: Express) {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { AppRequest, AppResponse };
}

/** Checks what HTTP requires and neither Node's parser nor Express's router explains. RFC 9112, section 3.2 */
function findFault(
  { url = "", headers, rawHeaders, httpVersion }: IncomingMessage,
  allowedHosts: AllowedHosts,
): ProblemError | undefined {
  if (headers.host === undefined && httpVersion === "1.1") {
    return new ProblemError("bad_request", "the Host header is missing");
  }
  if (isHostRepeated(rawHeaders)) return new ProblemError("bad_request", "the Host header was sent more than once");
  const isUrl = !url.startsWith("/") && url !== "*";
  if (isUrl && !URL.canParse(url)) {
    return new ProblemError("bad_request", "the request target is neither a path nor a URL");
  }
  // The host of an absolute URL replaces the header.
  const host = isUrl ? new URL(url).host : headers.host;
  if (host !== undefined && !isAllowedHost(host, allowedHosts)) {
    const detail = `this server does not serve the host ${quote(host)}; use its address or localhost, or add the name to ALLOWED_HOSTS`;
    return new ProblemError("host_not_allowed", detail);
  }
  return undefined;
}

/** Node keeps the first Host header; a proxy may have used the last. */
function isHostRepeated(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count > 1;
}

/** Input that Node's parser rejects never becomes a request. The response goes to the socket, in the same form as every other failure. */
function rawResponse(problem: Problem): string {
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? "Error"}`,
    "Content-Type: application/problem+json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    `X-Request-Id: ${problem.requestId}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

function toProblem(code: string | undefined): ProblemError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ProblemError("headers_too_large", "the request line and the headers may have at most 16 KiB in total");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ProblemError("request_timeout", "the request did not arrive completely in time; send it again");
    default:
      return new ProblemError("bad_request", "this is not well-formed HTTP/1.1");
  }
}
