import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Allows every page of the preview to run its own scripts, show images from any source and send requests to any server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src * blob: data:",
  "media-src * blob: data:",
  "connect-src *",
  "frame-ancestors 'self'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  map: "application/json; charset=utf-8",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  svg: "image/svg+xml",
  mp4: "video/mp4",
  woff2: "font/woff2",
};

/** Returns the media type of a file by its extension. Returns undefined for a file that no page may load. */
export function contentType(name: string): string | undefined {
  return TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()];
}

/** Responds with a file, or with 304 if the browser already has this version. */
export function respondWith(req: IncomingMessage, res: ServerResponse, name: string, body: string | Uint8Array): void {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  res.setHeader("ETag", etag);
  res.setHeader("Cache-Control", "no-cache");
  res.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  res.setHeader("X-Content-Type-Options", "nosniff");
  if (req.headers["if-none-match"] === etag) {
    res.writeHead(304).end();
    return;
  }
  res.setHeader("Content-Type", contentType(name) ?? "application/octet-stream");
  res.end(req.method === "HEAD" ? undefined : body);
}

/** Responds with an error status and a sentence as plain text. */
export function respondWithError(res: ServerResponse, status: number, sentence: string): void {
  res.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  res.end(`${sentence}\n`);
}
