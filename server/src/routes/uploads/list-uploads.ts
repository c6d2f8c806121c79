import { uploadsQuery } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import { parseQuery } from "../parse-query.ts";
import { parseRequest } from "../parse-request.ts";
import { requireOwner } from "./require-owner.ts";

/** `GET /uploads`: one page of the user's own uploads, newest first. */
export function listUploads({ objects }: { readonly objects: StoredObjects }): RequestHandler {
  return async function listUploads(req, res) {
    const page = parseRequest(uploadsQuery, parseQuery(req.url));
    sendJson(res, 200, await objects.list(page, requireOwner(res)));
  };
}
