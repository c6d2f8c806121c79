import { createRequire } from "node:module";
import { dirname } from "node:path";
import { type RequestHandler, Router } from "express";
import { page, script } from "./page.ts";

export interface ApiDocsOptions {
  /** Where the OpenAPI document is, as the page's browser finds it. @default "/openapi.json" */
  readonly documentUrl?: string;
}

/**
 * What the page may do: its own files, the document, and the API on the same origin. Swagger UI sets styles on elements and draws its
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

/** Files of swagger-ui-dist that the page loads. The rest of the package is not served. */
const FILES = ["swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png"] as const;

/**
 * A page that shows the OpenAPI document and sends requests from it, for an Express app in development: `app.use("/docs", apiDocs())`.
 * It answers its own files; another path goes on to the app.
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
