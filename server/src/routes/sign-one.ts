import type { PutSignFile } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import type { z } from "zod";
import { sendJson } from "../http/send-json.ts";
import { clientKey } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Owner, ownerOf } from "../owner.ts";
import { type AdmissionOptions, type AdmittedFile, admitFile } from "../uploads/admit-file.ts";
import { amountsOf } from "../uploads/amounts.ts";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

export interface SignOneOptions {
  readonly query: z.ZodType<PutSignFile>;
  readonly admission: AdmissionOptions;
  readonly sign: (file: AdmittedFile, owner?: Owner) => Promise<unknown>;
  /** Taken from before anything is signed. Without any nothing is asked: even that costs a twentieth of the requests. */
  readonly limits: UploadLimits | undefined;
}

/** `GET /put-sign` and `GET /post-policy`: the signature of one upload. */
export function signOne({ query, admission, sign, limits }: SignOneOptions): RequestHandler {
  return async function signOne(req, res) {
    const file = admitFile(parseRequest(query, parseQuery(req.url)), admission);
    const owner = ownerOf(res);
    if (limits !== undefined) {
      await enforceLimits(res, limits.takeUpload(clientKey(owner, req), amountsOf([file])));
    }
    sendJson(res, 200, await sign(file, owner));
  };
}
