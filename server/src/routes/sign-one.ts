import type { PutSignFile } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import type { z } from "zod";
import { sendJson } from "../http/send-json.ts";
import { clientOf } from "../limits/client-key.ts";
import { consumeWhile } from "../limits/enforce-limits.ts";
import type { UploadLimits } from "../limits/upload-limits.ts";
import { type Owner, ownerOf } from "../owner.ts";
import { type AllowedFile, checkFile, costOf, type UploadRules } from "../uploads/upload-rules.ts";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

export interface SignOneOptions {
  readonly query: z.ZodType<PutSignFile>;
  readonly rules: UploadRules;
  readonly sign: (file: AllowedFile, owner?: Owner) => Promise<unknown>;
  /** Resolves once there are credentials to sign with. */
  readonly credentialsReady: () => Promise<void>;
  /** Consumed before signing, and refunded if signing fails. `undefined` skips them. Fast path: docs/performance.md#limits */
  readonly limits: UploadLimits | undefined;
}

/** `GET /put-sign` and `GET /post-policy`: the signature of one upload. */
export function signOne({ query, rules, sign, credentialsReady, limits }: SignOneOptions): RequestHandler {
  return async function signOne(req, res) {
    const file = checkFile(parseRequest(query, parseQuery(req.url)), rules);
    const owner = ownerOf(res);
    if (limits === undefined) return sendJson(res, 200, await sign(file, owner));
    // Before the limits: a request that waits for credentials, or gets none, consumes nothing.
    await credentialsReady();
    const consuming = limits.consumeUpload(clientOf(owner, req), costOf([file]));
    sendJson(res, 200, await consumeWhile(res, consuming, () => sign(file, owner)));
  };
}
