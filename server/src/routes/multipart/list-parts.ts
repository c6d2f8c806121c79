import { multipartToken } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { MultipartUploads } from "../../multipart/multipart-uploads.ts";
import { noteUpload } from "../../observability/upload-notes.ts";
import { ownerOf } from "../../owner.ts";
import { parseBody } from "../parse-body.ts";

/** `POST /multipart/list`: the parts that COS holds, and signatures for the first that it lacks. */
export function listParts({ uploads }: { readonly uploads: MultipartUploads }): RequestHandler {
  return async function listParts(req, res) {
    const { uploadToken } = parseBody(multipartToken, req);
    const upload = await uploads.find(uploadToken, ownerOf(res));
    noteUpload(res, upload.key);
    const response = await uploads.list(upload);
    const partNumbers = response.parts.map(({ partNumber }) => partNumber);
    noteUpload(res, upload.key, partNumbers);
    sendJson(res, 200, response);
  };
}
