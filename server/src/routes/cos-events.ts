import { hash, timingSafeEqual } from "node:crypto";
import { cosEventRequest } from "@wx-cos-upload/contract";
import type { RequestHandler } from "express";
import { ProblemError } from "../errors.ts";
import { sendJson } from "../http/send-json.ts";
import type { HandleCosEvent } from "../webhooks/cos-events.ts";
import { parseBody } from "./parse-body.ts";

export interface RequireEventsSecretOptions {
  /** What the function that forwards the events sends in the header `X-Events-Secret`. */
  readonly secret: string;
}

/**
 * Rejects a request without the secret, before its body is read. It compares hashes in constant time, so the response time reveals neither the secret
 * nor its length.
 *
 * @throws {ProblemError} `invalid_events_secret`
 */
export function requireEventsSecret({ secret }: RequireEventsSecretOptions): RequestHandler {
  const expected = hash("sha256", secret, "buffer");
  return function requireEventsSecret(req, _res, next) {
    const given = req.get("X-Events-Secret") ?? "";
    if (!timingSafeEqual(hash("sha256", given, "buffer"), expected)) {
      throw new ProblemError("invalid_events_secret", "send COS_EVENTS_SECRET of this server as X-Events-Secret");
    }
    next();
  };
}

/** `POST /events/cos`: queues a webhook for each object that a COS trigger reports as created. */
export function cosEvents({ handle }: { readonly handle: HandleCosEvent }): RequestHandler {
  return async function cosEvents(req, res) {
    const { Records } = parseBody(cosEventRequest, req);
    sendJson(res, 200, await handle(Records));
  };
}
