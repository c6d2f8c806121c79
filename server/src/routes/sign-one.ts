import type { PutSignFile } from "@wx-cos-upload/shared";
import type { RequestHandler } from "express";
import type { z } from "zod";
import { sendJson } from "../send-json.ts";
import { type AdmissionOptions, type AdmittedFile, admitFile } from "../uploads/admit-file.ts";
import { parseQuery } from "./parse-query.ts";
import { parseRequest } from "./parse-request.ts";

export interface SignOneOptions {
  readonly query: z.ZodType<PutSignFile>;
  readonly admission: AdmissionOptions;
  readonly sign: (file: AdmittedFile) => Promise<unknown>;
}

/** `GET /put-sign` and `GET /post-policy`: the signature of one upload. */
export function signOne({ query, admission, sign }: SignOneOptions): RequestHandler {
  return async function signOne(req, res) {
    const file = admitFile(parseRequest(query, parseQuery(req.url)), admission);
    sendJson(res, 200, await sign(file));
  };
}
