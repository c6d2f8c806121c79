import { deleteRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import { parseBody } from "../parse-body.ts";
import { requireOwner } from "./require-owner.ts";

/** `POST /uploads/delete`: deletes the user's own uploads, and reports those that COS did not delete. */
export function deleteUploads({ objects }: { readonly objects: StoredObjects }): RequestHandler {
  return async function deleteUploads(req, res) {
    const { keys } = parseBody(deleteRequest, req);
    sendJson(res, 200, await objects.delete(keys, requireOwner(res)));
  };
}
