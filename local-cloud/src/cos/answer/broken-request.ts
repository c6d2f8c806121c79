import type { Duplex } from "node:stream";
import { CosError } from "../errors.ts";
import { commonHeaders } from "./common-headers.ts";
import { errorAnswer } from "./error-answer.ts";
import { createRequestId, createTraceId } from "./request-id.ts";

export interface BrokenRequestOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly randomBytes: (bytes: number) => Buffer;
}

/** For the `clientError` event of a server. */
export type BrokenRequestListener = (error: NodeJS.ErrnoException, socket: Duplex) => void;

/**
 * Makes a listener that answers what isn't HTTP, or what ends before its announced length: node:http has no request for it,
 * so the answer is written by hand.
 */
export function createBrokenRequestListener({ now, randomBytes }: BrokenRequestOptions): BrokenRequestListener {
  return (error, socket) => {
    if (!socket.writable || error.code === "ECONNRESET") {
      socket.destroy();
      return;
    }
    const code = error.code === "HPE_INVALID_EOF_STATE" ? "IncompleteBody" : "InvalidRequest";
    const requestId = createRequestId(Math.floor(now() / 1000), randomBytes);
    const traceId = createTraceId(randomBytes);
    const { headers, body } = errorAnswer(new CosError(code), { resource: "", requestId, traceId });
    const lines = Object.entries({
      ...commonHeaders(now(), requestId),
      ...headers,
      "Content-Length": String(Buffer.byteLength(body)),
      Connection: "close",
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join("")}\r\n${body}`);
  };
}
