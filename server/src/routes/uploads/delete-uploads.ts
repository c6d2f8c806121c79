import { deleteRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import type { UploadEvents } from "../../objects/upload-events.ts";
import { subjectOf } from "../../owner.ts";
import { parseBody } from "../parse-body.ts";
import { requireOwner } from "./require-owner.ts";

export interface DeleteUploadsOptions {
  readonly objects: StoredObjects;
  /** `undefined`: nothing is notified. */
  readonly events: UploadEvents | undefined;
}

/** `POST /uploads/delete`: deletes the user's own uploads, and reports those that COS did not delete. */
export function deleteUploads({ objects, events }: DeleteUploadsOptions): RequestHandler {
  return async function deleteUploads(req, res) {
    const { keys } = parseBody(deleteRequest, req);
    const owner = requireOwner(res);
    const result = await objects.delete(keys, owner);
    await events?.deleted(result.deleted, { owner, subject: subjectOf(res) });
    sendJson(res, 200, result);
  };
}
