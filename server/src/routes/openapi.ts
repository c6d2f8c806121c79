import type { RequestHandler } from "express";
import { sendJson } from "../http/send-json.ts";

/** `GET /openapi.json`: what this server answers, for programs. */
export function openApi({ document }: { readonly document: unknown }): RequestHandler {
  return function openApi(_req, res) {
    sendJson(res, 200, document);
  };
}
