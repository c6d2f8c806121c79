import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { authorize } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "../src/cos/index.ts";
import type { ChildBucket } from "./child-bucket.ts";

const CHUNK = Buffer.alloc(64 * 1024, "0123456789abcdef");

/** Creates a stream of `bytes` bytes without allocating them. `bytes` must be a multiple of 64 KiB. */
export function bytesStream(bytes: number): Readable {
  return Readable.from(
    (function* chunks() {
      for (let sent = 0; sent < bytes; sent += CHUNK.length) yield CHUNK;
    })(),
    { objectMode: false },
  );
}

/** Uploads an object of `bytes` bytes. Resolves with the status of the response. */
export async function putLargeObject(bucket: ChildBucket, bytes: number): Promise<number> {
  const request = call(bucket, "PUT", { "content-length": bytes });
  const responded = once(request, "response");
  await pipeline(bytesStream(bytes), request);
  const [response]: IncomingMessage[] = await responded;
  response?.resume();
  return response?.statusCode ?? 0;
}

/** Downloads the object and discards it. Resolves with the number of bytes. */
export async function getLargeObject(bucket: ChildBucket): Promise<number> {
  const request = call(bucket, "GET");
  const responded = once(request, "response");
  request.end();
  const [response]: IncomingMessage[] = await responded;
  let bytes = 0;
  for await (const chunk of response ?? []) bytes += chunk.length;
  return bytes;
}

function call({ host, port }: ChildBucket, method: string, headers: Record<string, number> = {}) {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { authorization } = authorize({
    credentials: LOCAL_COS_DEFAULTS.credentials,
    keyTime: `${nowSeconds - 60};${nowSeconds + 900}`,
    method,
    pathname: "/large",
    headers: [["host", host]],
  });
  return httpRequest({ port, method, path: "/large", agent: false, headers: { ...headers, host, authorization } });
}
