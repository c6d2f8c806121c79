import type { PutSignFile } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import type { z } from "zod";
import { sendJson } from "../http/send-json.ts";
import { clientOf } from "../limits/client-key.ts";
import { consumeWhile } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Owner, ownerOf } from "../owner.ts";
import { type AllowedFile, checkFile, costOf, type UploadRules } from "../uploads/upload-rules.ts";
import { parseBody } from "./parse-body.ts";

export interface SignBatchOptions {
  readonly body: z.ZodType<{ readonly files: readonly PutSignFile[] }>;
  readonly rules: UploadRules;
  readonly sign: (file: AllowedFile, owner?: Owner) => Promise<unknown>;
  /** Resolves once there are credentials to sign with. */
  readonly credentialsReady: () => Promise<void>;
  /** Consumed before signing, and refunded if signing fails. `undefined` skips them. Fast path: docs/performance.md#limits */
  readonly limits: UploadLimits | undefined;
}

/** `POST /put-sign/batch` and `POST /post-policy/batch`. It checks all files before it signs the first. */
export function signBatch({ body, rules, sign, credentialsReady, limits }: SignBatchOptions): RequestHandler {
  return async function signBatch(req, res) {
    const { files } = parseBody(body, req);
    const allowed = files.map((file, index) => checkFile(file, rules, `files[${index}].`));
    const owner = ownerOf(res);
    const signAll = () => Promise.all(allowed.map((file) => sign(file, owner)));
    if (limits === undefined) return sendJson(res, 200, { uploads: await signAll() });
    // Before the limits: a request that waits for credentials, or gets none, consumes nothing.
    await credentialsReady();
    const consuming = limits.consumeUpload(clientOf(owner, req), costOf(allowed));
    sendJson(res, 200, { uploads: await consumeWhile(res, consuming, signAll) });
  };
}
