import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";
import type { RenderableError } from "../response/error-response.ts";
import type { CosResponse } from "../response/response.ts";
import type { Failure } from "./failures.ts";

/** An error response that a test has requested. */
export class InjectedError extends Error implements RenderableError {
  override readonly name = "InjectedError";
  readonly status: number;
  readonly code: string;
  readonly elements = {};
  readonly headers = {};

  constructor({ status = 503, code = "ServiceUnavailable" }: Failure) {
    super("A test requested this failure.");
    this.status = status;
    this.code = code;
  }
}

/**
 * Delays and fails a request as a test has requested.
 *
 * @throws {InjectedError} if the failure has a status or a code
 */
export async function injectFailure(request: IncomingMessage, failure: Failure): Promise<void> {
  const { delayMs = 0, status, code } = failure;
  if (delayMs > 0) await delay(delayMs, request);
  if (status !== undefined || code !== undefined) throw new InjectedError(failure);
}

/** Waits, or until the client or the closing bucket ends the connection. */
async function delay(delayMs: number, { socket }: IncomingMessage): Promise<void> {
  const connection = new AbortController();
  const abort = () => connection.abort();
  socket.once("close", abort);
  try {
    await wait(delayMs, undefined, { signal: connection.signal });
  } catch {
    // The connection is closed, so nobody reads the response.
  } finally {
    socket.off("close", abort);
  }
}

function isUpload({ method }: IncomingMessage): boolean {
  return method === "PUT" || method === "POST";
}

/** The body of an upload, which ends with the connection after `cutAfterBytes`. */
export function cutBody(request: IncomingMessage, body: Body, { cutAfterBytes }: Failure): Body {
  if (cutAfterBytes === undefined || !isUpload(request)) return body;
  return {
    async *[Symbol.asyncIterator]() {
      let left = cutAfterBytes;
      for await (const chunk of body) {
        if (chunk.length >= left) break;
        left -= chunk.length;
        yield chunk;
      }
      request.socket.destroy();
      throw new CosError("IncompleteBody");
    },
  };
}

/** The response to a request other than an upload, which ends with the connection after `cutAfterBytes`. */
export function cutResponse(
  request: IncomingMessage,
  response: CosResponse,
  failure: Failure | undefined,
): CosResponse {
  const cutAfterBytes = failure?.cutAfterBytes;
  if (cutAfterBytes === undefined || isUpload(request)) return response;
  const { body = "", headers } = response;
  const length = body instanceof Readable ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  return { ...response, headers: { ...length, ...headers }, body: Readable.from(firstBytes(body, cutAfterBytes)) };
}

async function* firstBytes(body: string | Uint8Array | Readable, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of body instanceof Readable ? body : [Buffer.from(body)]) {
    const part = Buffer.from(chunk).subarray(0, left);
    left -= part.length;
    if (part.length > 0) yield part;
    if (left === 0) break;
  }
  throw connectionCut();
}

/** Looks like a connection that the client has closed, so that no error response follows. */
function connectionCut(): Error {
  return Object.assign(new Error("a test cut the connection"), { code: "ECONNRESET" });
}
