import type { ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Answer } from "./answer.ts";

/**
 * Writes an answer and waits until it is out. For HEAD node:http leaves the body out.
 *
 * @throws if the connection or a streamed body breaks; the connection is closed then.
 */
export async function sendAnswer(response: ServerResponse, { status, headers, body = "" }: Answer): Promise<void> {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, wireText(value));
  if (typeof body !== "string") return pipeline(body, response);
  // As bytes: node:http writes the headers before a text in the text's encoding.
  const bytes = Buffer.from(body);
  const isBodiless = status === 204 || status === 304;
  if (!response.hasHeader("Content-Length") && !isBodiless) {
    response.setHeader("Content-Length", response.req.method === "HEAD" ? 0 : bytes.length);
  }
  await new Promise<void>((resolve, reject) => {
    response.once("close", resolve).once("error", reject).end(bytes);
  });
}

/** node:http writes header text as Latin-1: this makes it write UTF-8. */
function wireText(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
