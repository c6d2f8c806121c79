import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** One HTTP request, of which a test controls every byte. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** A list sends the header once for each value. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** The parts of COS's response that tests check. */
export interface RawResponse {
  readonly status: number;
  /** `Code` of COS's XML error. Empty if the response has none. */
  readonly code: string;
  readonly requestId: string;
}

/** Sends a request. Content-Length defaults to the length of the body. */
export async function send({ method, url, headers, body }: RawRequest): Promise<RawResponse> {
  const { hostname, port, pathname, search } = new URL(url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ method, hostname, port, path: pathname + search, agent: false });
    outgoing.setHeader("Content-Length", body.length);
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    if (outgoing.hasHeader("Transfer-Encoding")) outgoing.removeHeader("Content-Length");
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
  const [, code = ""] = /<Code>([^<]*)<\/Code>/.exec(await text(response)) ?? [];
  return { status: response.statusCode ?? 0, code, requestId: String(response.headers["x-cos-request-id"] ?? "") };
}
