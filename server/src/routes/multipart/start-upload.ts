import { hash } from "node:crypto";
import { type MultipartStart, multipartStart } from "@wx-cos-upload/contract";
import type { Request, RequestHandler } from "express";
import { ProblemError, quote } from "../../errors.ts";
import { sendJson } from "../../http/send-json.ts";
import { clientOf } from "../../limits/client-key.ts";
import { consumeWhile } from "../../limits/enforce-limits.ts";
import type { Once } from "../../limits/limit.ts";
import type { UploadLimits } from "../../limits/upload-limits.ts";
import type { MultipartUploads } from "../../multipart/multipart-uploads.ts";
import { noteUpload } from "../../observability/upload-notes.ts";
import { ownerOf } from "../../owner.ts";
import { checkFile, costOf, type UploadRules } from "../../uploads/upload-rules.ts";
import { parseBody } from "../parse-body.ts";

export interface StartUploadOptions {
  readonly uploads: MultipartUploads;
  readonly rules: UploadRules;
  /** Consumed before the upload starts, and refunded if it does not. `undefined` skips them. */
  readonly limits: UploadLimits | undefined;
}

/** A phone that repeats a request does so within a day. The quotas have the same window. */
const ONCE_SECONDS = 86_400;

/** `POST /multipart`: starts an upload in parts. A repeated Idempotency-Key consumes no files or bytes, and gets the same object key. */
export function startUpload({ uploads, rules, limits }: StartUploadOptions): RequestHandler {
  return async function startUpload(req, res) {
    const start = parseBody(multipartStart, req);
    const idempotencyKey = readIdempotencyKey(req);
    const file = checkFile({ ...start, md5: undefined }, rules);
    const owner = ownerOf(res);
    const newKey = uploads.createObjectKey(file.ext, owner);
    const { size } = start;
    const { contentType, maxBytes } = file;
    async function startWith(key: string) {
      const response = await uploads.start({ key, size, contentType, maxBytes, owner });
      const partNumbers = response.parts.map(({ partNumber }) => partNumber);
      noteUpload(res, key, partNumbers);
      return response;
    }
    // Before anything else: a request that waits for credentials, or gets none, consumes nothing and leaves nothing on COS.
    await uploads.credentialsReady();
    if (limits === undefined) return sendJson(res, 200, await startWith(newKey));
    const once: Once = { key: onceKey(idempotencyKey, start), value: newKey, lifetimeSeconds: ONCE_SECONDS };
    const consuming = limits.consumeUpload(clientOf(owner, req), costOf([file]), once);
    const response = await consumeWhile(res, consuming, ({ remembered = newKey }) => startWith(remembered));
    return sendJson(res, 200, response);
  };
}

const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws {ProblemError} `idempotency_key_required` */
function readIdempotencyKey(req: Request): string {
  const key = req.get("Idempotency-Key");
  if (key !== undefined && IDEMPOTENCY_KEY.test(key)) return key;
  const got = key === undefined ? "it is missing" : `got ${quote(key)}`;
  const detail = `send an Idempotency-Key header with 1 to 64 letters, digits, "-" and "_", new for each file; ${got}`;
  throw new ProblemError("idempotency_key_required", detail, { field: "Idempotency-Key" });
}

/** Another size or extension is another file, so it consumes again. */
function onceKey(idempotencyKey: string, { ext, size }: MultipartStart): string {
  return hash("sha256", `${idempotencyKey} ${ext} ${size}`, "hex").slice(0, 32);
}
