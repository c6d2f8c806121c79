import { type ConfirmedUpload, confirmRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import { ownerOf, subjectOf } from "../../owner.ts";
import { type Proofs, withProof } from "../../proofs/proofs.ts";
import { parseBody } from "../parse-body.ts";

export interface ConfirmUploadsOptions {
  readonly objects: StoredObjects;
  /** `undefined`: responses have no proofs. */
  readonly proofs: Proofs | undefined;
}

/** `POST /uploads/confirm`: what COS says of each key, with a proof of each stored object. */
export function confirmUploads({ objects, proofs }: ConfirmUploadsOptions): RequestHandler {
  return async function confirmUploads(req, res) {
    const { keys } = parseBody(confirmRequest, req);
    const confirmed = await objects.confirm(keys, ownerOf(res));
    const prove = (upload: ConfirmedUpload) => withProof(upload, proofs, subjectOf(res));
    sendJson(res, 200, { uploads: await Promise.all(confirmed.map(prove)) });
  };
}
