import { maxHeaderSize, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { endConnection } from "@wx-cos-upload/node-kit";
import { CosError } from "../errors.ts";
import { errorResponse } from "./error-response.ts";
import { commonHeaders, createRequestId, createTraceId } from "./response.ts";
import type { FindPendingResponse } from "./send-response.ts";

/** Options of {@link createBrokenRequestListener}. */
export interface BrokenRequestOptions {
  /** The current time in Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly findPendingResponse: FindPendingResponse;
}

/** For the `clientError` event of a server. */
export type BrokenRequestListener = (error: NodeJS.ErrnoException, socket: Duplex) => void;

/**
 * Creates a listener that responds to data that is not HTTP and to requests that end before their Content-Length. node:http creates no
 * response for them, so the listener writes one itself. If invalid data follows a complete request, that request still gets its response,
 * and then the connection closes: COS stores as many bytes as Content-Length announces. PUT Object (436/7749), Content-Length
 */
export function createBrokenRequestListener(options: BrokenRequestOptions): BrokenRequestListener {
  const { now, randomBytes, findPendingResponse } = options;
  const ending = new WeakSet<Duplex>();
  return (error, socket) => {
    // The parser reports each further chunk of a broken connection.
    if (ending.has(socket)) return;
    ending.add(socket);
    if (!socket.writable || error.code === "ECONNRESET" || error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
      socket.destroy();
      return;
    }
    const pending = findPendingResponse(socket);
    if (pending !== undefined) {
      closeAfter(pending, socket);
      return;
    }
    const requestId = createRequestId(Math.floor(now() / 1000), randomBytes);
    const traceId = createTraceId(randomBytes);
    const { headers, body } = errorResponse(errorOf(error), { resource: "", requestId, traceId });
    const lines = Object.entries({
      ...commonHeaders(now(), requestId),
      ...headers,
      "Content-Length": String(Buffer.byteLength(body)),
      Connection: "close",
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    endConnection(socket, `HTTP/1.1 400 Bad Request\r\n${lines.join("")}\r\n${body}`);
  };
}

function errorOf({ code }: NodeJS.ErrnoException): CosError {
  if (code === "HPE_INVALID_EOF_STATE") return new CosError("IncompleteBody");
  if (code === "HPE_HEADER_OVERFLOW") {
    return new CosError("InvalidRequest", `The request line and the headers have more than ${maxHeaderSize} bytes.`);
  }
  return new CosError("InvalidRequest", "The request is not HTTP.");
}

/** Closes the connection after a response. Without keep-alive, node:http does so itself. */
function closeAfter(response: ServerResponse, socket: Duplex): void {
  if (!response.shouldKeepAlive) return;
  response.shouldKeepAlive = false;
  response.once("finish", () => endConnection(socket));
}
