import { createRequire } from "node:module";
import { dirname } from "node:path";
import { type RequestHandler, Router } from "express";
import { page, script } from "./page.ts";

/** Options of {@link apiDocs}. */
export interface ApiDocsOptions {
  /** URL of the OpenAPI document, as the browser requests it from the page. @default "/openapi.json" */
  readonly documentUrl?: string;
}

/**
 * The page may load its own files and the document, and call the API on the same origin. Swagger UI sets inline styles and draws its
 * icons from data URLs.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** The files of swagger-ui-dist that the page loads. No other file of the package is served. */
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] as const;

/**
 * Creates a page that shows the OpenAPI document and sends requests from it, for an Express app in development. It serves its own files
 * and passes every other path on to the app.
 *
 * @example
 * app.use("/docs", apiDocs());
 */
export function apiDocs({ documentUrl = "/openapi.json" }: ApiDocsOptions = {}): RequestHandler {
  const directory = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const router = Router();
  router.use((_req, res, next) => {
    res.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    res.setHeader("Referrer-Policy", "no-referrer");
    res.setHeader("X-Content-Type-Options", "nosniff");
    next();
  });
  router.get("/", (req, res) => void res.type("html").send(page(req.baseUrl)));
  router.get("/start.js", (_req, res) => void res.type("js").send(script(documentUrl)));
  for (const file of FILES)
    router.get(`/${file}`, (_req, res) => res.sendFile(file, { root: directory, acceptRanges: false }));
  return router;
}
