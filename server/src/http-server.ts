import { createServer, IncomingMessage, type Server, ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Express } from "express";
import { ProblemError } from "./errors.ts";
import { problemBody } from "./middleware/error-handler.ts";

/** A client that sends its headers slower than this holds a connection for nothing. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * An HTTP server for an Express app, whose requests and responses are born with the app's prototypes.
 *
 * Express calls Object.setPrototypeOf on every request and response to give them its methods. Changing the prototype of a live
 * object throws away what V8 has learned of its shape: a bare Express 5 answered 2,500 requests a second so, and 8,500 when the
 * prototypes already were the right ones, since then the call changes nothing. test/http-server.test.ts fails if it does again.
 */
export function createHttpServer(app: Express, randomId: () => string): Server {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse<AppRequest> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });

  const server = createServer({ IncomingMessage: AppRequest, ServerResponse: AppResponse }, app);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
    answerClientError(error, socket, randomId()),
  );
  return server;
}

/** What Node's parser refuses never becomes a request; it is answered on the socket, in the form of every other failure. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const problem = toProblem(error.code);
  const body = JSON.stringify(problemBody(problem, requestId));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${reasonPhrase(problem.status)}`,
      "Content-Type: application/problem+json; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Cache-Control: no-store",
      `X-Request-Id: ${requestId}`,
      "Connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}

function toProblem(code: string | undefined): ProblemError {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new ProblemError("headers_too_large", "the request line and headers may have at most 16 KiB together");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new ProblemError("request_timeout", "the request was not whole in time; send it again");
    default:
      return new ProblemError("bad_request", "this is not well-formed HTTP/1.1");
  }
}

function reasonPhrase(status: number): string {
  return STATUS_CODES[status] ?? "Error";
}
