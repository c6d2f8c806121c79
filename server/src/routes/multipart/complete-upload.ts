import { multipartComplete } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { MultipartUploads } from "../../multipart/multipart-uploads.ts";
import type { UploadEvents } from "../../objects/upload-events.ts";
import { noteUpload } from "../../observability/upload-notes.ts";
import { ownerOf, subjectOf } from "../../owner.ts";
import { type Proofs, withProof } from "../../proofs/proofs.ts";
import { parseBody } from "../parse-body.ts";

/** How long a client waits before it repeats the request. */
const RETRY_SECONDS = 2;

export interface CompleteUploadOptions {
  readonly uploads: MultipartUploads;
  /** `undefined`: responses have no proofs. */
  readonly proofs: Proofs | undefined;
  /** `undefined`: nothing is notified. */
  readonly events: UploadEvents | undefined;
}

/** `POST /multipart/complete`: 200 if the object is stored, 202 while COS still merges the parts. */
export function completeUpload({ uploads, proofs, events }: CompleteUploadOptions): RequestHandler {
  return async function completeUpload(req, res) {
    const { uploadToken, crc64 } = parseBody(multipartComplete, req);
    const user = { owner: ownerOf(res), subject: subjectOf(res) };
    const upload = await uploads.find(uploadToken, user.owner);
    noteUpload(res, upload.key);
    const result = await uploads.complete(upload, crc64);
    if (result.status === "stored") {
      await events?.stored([result], user);
      sendJson(res, 200, await withProof(result, proofs, user.subject));
      return;
    }
    res.setHeader("Retry-After", String(RETRY_SECONDS));
    sendJson(res, 202, result);
  };
}
