import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

/** One HTTP request, byte for byte as a test wants it. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  /** A list sends the header as often as it has values. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  /** `Code` of COS's XML error; empty where there was none. */
  readonly code: string;
  readonly requestId: string;
}

/** Sends it. Content-Length is the body's unless the headers say otherwise. */
export async function send({ method, url, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, pathname, search } = new URL(url);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ method, hostname, port, path: pathname + search, agent: false });
    outgoing.setHeader("Content-Length", body.length);
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
    if (outgoing.hasHeader("Transfer-Encoding")) outgoing.removeHeader("Content-Length");
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
  const [, code = ""] = /<Code>([^<]*)<\/Code>/.exec(await text(answer)) ?? [];
  return { status: answer.statusCode ?? 0, code, requestId: String(answer.headers["x-cos-request-id"] ?? "") };
}
