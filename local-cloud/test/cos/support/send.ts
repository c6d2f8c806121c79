import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** A request that is sent exactly as it is. */
export interface WireRequest {
  readonly method: string;
  /** The request target: `/a%20b?prefix=c`. */
  readonly target: string;
  /** Headers in this order and spelling, including repeated ones and Host. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array | undefined;
}

/** A response with its body. */
export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The raw text of the first element with that name in an XML body, or undefined if there is none. */
  xml(name: string): string | undefined;
}

/** Sends a request over a new connection. */
export async function send(port: number, { method, target, headers, body }: WireRequest): Promise<WireResponse> {
  const flat = headers.flat();
  const request = httpRequest({ port, method, path: target, headers: flat, setHost: false, agent: false });
  // If the body were a string, node:http would write the headers as UTF-8 too.
  request.end(typeof body === "string" ? Buffer.from(body) : body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve).once("error", reject);
  });
  const bytes = await buffer(response);
  const text = bytes.toString();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes,
    text,
    xml: (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1],
  };
}
