import type { PutSignFile } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { z } from "zod";
import { sendJson } from "../http/send-json.ts";
import { clientOf } from "../limits/client-key.ts";
import { consumeWhile } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Owner, ownerOf } from "../owner.ts";
import { type AdmissionOptions, type AdmittedFile, admitFile } from "../uploads/admit-file.ts";
import { costOf } from "../uploads/upload-cost.ts";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

/** All that a batch says is in its body. */
const NO_FIELDS = z.strictObject({});

export interface SignBatchOptions {
  readonly body: z.ZodType<{ readonly files: readonly PutSignFile[] }>;
  readonly admission: AdmissionOptions;
  readonly sign: (file: AdmittedFile, owner?: Owner) => Promise<unknown>;
  /** Resolves once there are credentials to sign with. */
  readonly credentialsReady: () => Promise<void>;
  /** Consumed before anything is signed, and refunded if signing fails. `undefined` skips all of it, which saves about 5 % of a request. */
  readonly limits: UploadLimits | undefined;
}

/** `POST /put-sign/batch` and `POST /post-policy/batch`. All files are admitted before the first is signed. */
export function signBatch({ body, admission, sign, credentialsReady, limits }: SignBatchOptions): RequestHandler {
  return async function signBatch(req, res) {
    parseRequest(NO_FIELDS, parseQuery(req.url));
    const { files } = parseRequest(body, req.body);
    const admitted = files.map((file, index) => admitFile(file, admission, `files[${index}].`));
    const owner = ownerOf(res);
    const signAll = () => Promise.all(admitted.map((file) => sign(file, owner)));
    if (limits === undefined) return sendJson(res, 200, { uploads: await signAll() });
    // First, so that waiting for credentials holds no quota, and without them nothing is consumed.
    await credentialsReady();
    const consuming = limits.consumeUpload(clientOf(owner, req), costOf(admitted));
    sendJson(res, 200, { uploads: await consumeWhile(res, consuming, signAll) });
  };
}
