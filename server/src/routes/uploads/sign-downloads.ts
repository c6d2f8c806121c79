import { downloadsRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { sendJson } from "../../http/send-json.ts";
import type { StoredObjects } from "../../objects/stored-objects.ts";
import { ownerOf } from "../../owner.ts";
import { parseBody } from "../parse-body.ts";

/** `POST /downloads`: URLs that read objects for some minutes. */
export function signDownloads({ objects }: { readonly objects: StoredObjects }): RequestHandler {
  return async function signDownloads(req, res) {
    const request = parseBody(downloadsRequest, req);
    sendJson(res, 200, await objects.download(request, ownerOf(res)));
  };
}
