import { multipartToken } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import type { MultipartUploads } from "../../multipart/multipart-uploads.ts";
import { noteUpload } from "../../observability/upload-notes.ts";
import { ownerOf } from "../../owner.ts";
import { parseBody } from "../parse-body.ts";

/** `POST /multipart/abort`: ends an upload. 204 also if it has ended already. */
export function abortUpload({ uploads }: { readonly uploads: MultipartUploads }): RequestHandler {
  return async function abortUpload(req, res) {
    const { uploadToken } = parseBody(multipartToken, req);
    const upload = await uploads.find(uploadToken, ownerOf(res));
    noteUpload(res, upload.key);
    await uploads.abort(upload);
    res.status(204).end();
  };
}
