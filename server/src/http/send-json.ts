import type { ServerResponse } from "node:http";

/**
 * Sends a JSON response.
 *
 * Fast path: docs/performance.md#json
 */
export function sendJson(res: ServerResponse, status: number, body: unknown, contentType = "application/json"): void {
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader("Content-Type", `${contentType}; charset=utf-8`);
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** Sends JSON that was serialised once for many responses. */
export function sendJsonBytes(res: ServerResponse, status: number, bytes: Buffer): void {
  res.statusCode = status;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", bytes.length);
  res.end(bytes);
}
