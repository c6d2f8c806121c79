import { once } from "node:events";
import type { Server } from "node:http";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { Response } from "supertest";
import type { WireResponse } from "./document-checker.ts";

/** What supertest got, as it came over the wire. */
export function answerOf({ status, headers, text: body }: Response): WireResponse {
  return { status, headers, body: body ? JSON.parse(body) : undefined };
}

/** Sends bytes that no HTTP client would send, and reads the response. */
export async function sendBytes(port: number, bytes: string): Promise<WireResponse> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  return parseResponse(await text(socket));
}

/** Sends the same request many times, without waiting for responses, and reads the last response. */
export async function sendManyAtOnce(port: number, request: string, count: number): Promise<WireResponse> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request.repeat(count));
  const responses = await text(socket);
  return parseResponse(responses.slice(responses.lastIndexOf("HTTP/1.1 ")));
}

/** What a request gets that Node gave up waiting for. The wait itself is Node's; the error is given here as Node gives it. */
export async function sendTooSlowly(server: Server, port: number, path: string): Promise<WireResponse> {
  const connected = once(server, "connection");
  const client = connect(port, "127.0.0.1");
  client.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n`);
  const [socket]: Socket[] = await connected;
  server.emit("clientError", Object.assign(new Error("timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), socket);
  return parseResponse(await text(client));
}

function parseResponse(bytes: string): WireResponse {
  const [head = "", body = ""] = bytes.split("\r\n\r\n");
  const [statusLine = "", ...lines] = head.split("\r\n");
  const headers = lines
    .map((line) => line.split(/: (.*)/s))
    .map(([name = "", value = ""]) => [name.toLowerCase(), value]);
  return { status: Number(statusLine.split(" ")[1]), headers: Object.fromEntries(headers), body: JSON.parse(body) };
}
