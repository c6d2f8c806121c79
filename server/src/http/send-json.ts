import type { ServerResponse } from "node:http";

/**
 * Answers JSON. Not res.json: that looks the type up, hashes the body for an ETag and asks whether the answer is fresh, all for
 * an answer that nobody may store.
 */
export function sendJson(res: ServerResponse, status: number, body: unknown, contentType = "application/json"): void {
  const text = JSON.stringify(body);
  res.statusCode = status;
  res.setHeader("Content-Type", `${contentType}; charset=utf-8`);
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}

/** Responds with JSON that was serialised once for many responses. */
export function sendJsonBytes(res: ServerResponse, status: number, bytes: Buffer): void {
  res.statusCode = status;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", bytes.length);
  res.end(bytes);
}
