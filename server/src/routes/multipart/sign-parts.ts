import { multipartParts } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { MultipartUploads } from "../../multipart/multipart-uploads.ts";
import { noteUpload } from "../../observability/upload-notes.ts";
import { ownerOf } from "../../owner.ts";
import { parseBody } from "../parse-body.ts";

/** `POST /multipart/parts`: signatures for 1 to 100 parts. */
export function signParts({ uploads }: { readonly uploads: MultipartUploads }): RequestHandler {
  return async function signParts(req, res) {
    const { uploadToken, partNumbers, md5s } = parseBody(multipartParts, req);
    const upload = await uploads.find(uploadToken, ownerOf(res));
    noteUpload(res, upload.key, partNumbers);
    sendJson(res, 200, await uploads.signParts(upload, partNumbers, md5s));
  };
}
