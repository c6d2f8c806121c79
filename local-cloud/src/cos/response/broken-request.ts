import { maxHeaderSize, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { CosError } from "../errors.ts";
import { errorResponse } from "./error-response.ts";
import { commonHeaders, createRequestId, createTraceId } from "./response.ts";
import type { FindPendingResponse } from "./send-response.ts";

export interface BrokenRequestOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly findPendingResponse: FindPendingResponse;
}

/** For the `clientError` event of a server. */
export type BrokenRequestListener = (error: NodeJS.ErrnoException, socket: Duplex) => void;

/**
 * Makes a listener that answers what isn't HTTP, or what ends before its announced length: node:http has no request for it,
 * so the answer is written by hand. What stands behind a request that is whole takes nothing from its answer, which is then
 * the connection's last: COS stores as many bytes as Content-Length says. PUT Object (436/7749), Content-Length
 */
export function createBrokenRequestListener(options: BrokenRequestOptions): BrokenRequestListener {
  const { now, randomBytes, findPendingResponse } = options;
  return (error, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const owed = findPendingResponse(socket);
    if (owed !== undefined) {
      closeAfter(owed, socket);
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
    socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("")}\r\n${body}`);
  };
}

function errorOf({ code }: NodeJS.ErrnoException): CosError {
  if (code === "HPE_INVALID_EOF_STATE") return new CosError("IncompleteBody");
  if (code === "HPE_HEADER_OVERFLOW") {
    return new CosError("InvalidRequest", `The request line and the headers have more than ${maxHeaderSize} bytes.`);
  }
  return new CosError("InvalidRequest", "The request is not HTTP.");
}

/** An answer that isn't to keep its connection closes it by itself. */
function closeAfter(answer: ServerResponse, socket: Duplex): void {
  if (!answer.shouldKeepAlive) return;
  answer.shouldKeepAlive = false;
  answer.once("finish", () => socket.end());
}
