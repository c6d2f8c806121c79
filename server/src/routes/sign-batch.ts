import type { PutSignFile } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { z } from "zod";
import { sendJson } from "../http/send-json.ts";
import { clientKey } from "../limits/client-key.ts";
import { enforceLimits } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Owner, ownerOf } from "../owner.ts";
import { type AdmissionOptions, type AdmittedFile, admitFile } from "../uploads/admit-file.ts";
import { amountsOf } from "../uploads/amounts.ts";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

/** All that a batch says is in its body. */
const NO_FIELDS = z.strictObject({});

export interface SignBatchOptions {
  readonly body: z.ZodType<{ readonly files: readonly PutSignFile[] }>;
  readonly admission: AdmissionOptions;
  readonly sign: (file: AdmittedFile, owner?: Owner) => Promise<unknown>;
  /** Taken from before the first file is signed. */
  readonly limits: UploadLimits | undefined;
}

/** `POST /put-sign/batch` and `POST /post-policy/batch`. All files are admitted before the first is signed. */
export function signBatch({ body, admission, sign, limits }: SignBatchOptions): RequestHandler {
  return async function signBatch(req, res) {
    parseRequest(NO_FIELDS, parseQuery(req.url));
    const { files } = parseRequest(body, req.body);
    const admitted = files.map((file, index) => admitFile(file, admission, `files[${index}].`));
    const owner = ownerOf(res);
    if (limits !== undefined) {
      await enforceLimits(res, limits.takeUpload(clientKey(owner, req), amountsOf(admitted)));
    }
    sendJson(res, 200, { uploads: await Promise.all(admitted.map((file) => sign(file, owner))) });
  };
}
