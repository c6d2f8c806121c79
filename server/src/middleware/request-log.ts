import type { RequestHandler } from "express";
import type { RequestLogEntry } from "../observability/request-log-entry.ts";
import { uploadNotesOf } from "../observability/upload-notes.ts";
import { ownerOf } from "../owner.ts";

export interface RequestLogOptions {
  readonly log: (entry: RequestLogEntry) => void;
  /** A clock that never runs backwards. */
  readonly monotonicMs: () => number;
}

/** Logs each request once, when its response is sent or its client has disconnected. */
export function requestLog({ log, monotonicMs }: RequestLogOptions): RequestHandler {
  return function requestLog(req, res, next) {
    const startMs = monotonicMs();
    res.on("close", () => {
      log({
        requestId: res.locals["requestId"],
        method: req.method,
        route: req.route?.path ?? null,
        status: res.headersSent ? res.statusCode : null,
        owner: ownerOf(res),
        durationMs: Math.round((monotonicMs() - startMs) * 100) / 100,
        code: res.locals["problemCode"],
        ...uploadNotesOf(res),
        aborted: res.writableFinished ? undefined : true,
      });
    });
    next();
  };
}
