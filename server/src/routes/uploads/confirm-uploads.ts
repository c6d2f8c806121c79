import { type ConfirmedUpload, confirmRequest, type StoredUpload } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import type { UploadEvents } from "../../objects/upload-events.ts";
import { ownerOf, subjectOf } from "../../owner.ts";
import { type Proofs, withProof } from "../../proofs/proofs.ts";
import { parseBody } from "../parse-body.ts";

export interface ConfirmUploadsOptions {
  readonly objects: StoredObjects;
  /** `undefined`: responses have no proofs. */
  readonly proofs: Proofs | undefined;
  /** `undefined`: nothing is notified. */
  readonly events: UploadEvents | undefined;
}

/** `POST /uploads/confirm`: what COS says of each key, with a proof of each stored object. */
export function confirmUploads({ objects, proofs, events }: ConfirmUploadsOptions): RequestHandler {
  return async function confirmUploads(req, res) {
    const { keys } = parseBody(confirmRequest, req);
    const user = { owner: ownerOf(res), subject: subjectOf(res) };
    const confirmed = await objects.confirm(keys, user.owner);
    await events?.stored(confirmed.filter(isStored), user);
    const prove = (upload: ConfirmedUpload) => withProof(upload, proofs, user.subject);
    sendJson(res, 200, { uploads: await Promise.all(confirmed.map(prove)) });
  };
}

function isStored(upload: ConfirmedUpload): upload is StoredUpload {
  return upload.status === "stored";
}
