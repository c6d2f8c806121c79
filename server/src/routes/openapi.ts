import type { RequestHandler } from "express";
import { sendJsonBytes } from "../http/send-json.ts";

/** `GET /openapi.json`: the API description, for programs. All responses share the same bytes. */
export function openApi({ document }: { readonly document: unknown }): RequestHandler {
  const bytes = Buffer.from(JSON.stringify(document));
  return function openApi(_req, res) {
    sendJsonBytes(res, 200, bytes);
  };
}
