import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** A request written to the wire exactly as given. */
export interface WireRequest {
  readonly method: string;
  /** The request target: `/a%20b?prefix=c`. */
  readonly target: string;
  /** In this order and spelling, repeated ones too. Host has to be among them. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Uint8Array | undefined;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  /** The first element of that name in an XML body, as it stands there; undefined if there is none. */
  xml(name: string): string | undefined;
}

/** Sends a request over a connection of its own. */
export async function send(port: number, { method, target, headers, body }: WireRequest): Promise<WireResponse> {
  const flat = headers.flat();
  const request = httpRequest({ port, method, path: target, headers: flat, setHost: false, agent: false });
  // node:http would write a text's header as UTF-8 too, instead of as the bytes given.
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
