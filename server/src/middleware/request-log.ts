import type { RequestHandler } from "express";
import type { ProblemCode } from "../errors.ts";
import { type Owner, ownerOf } from "../owner.ts";

/** One line a request. Its fields are chosen here one by one; no URL, query, header or body ever enters it. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern; `null` where none matched. */
  readonly route: string | null;
  /** `null` where no answer was begun: the client went away, or took too long. */
  readonly status: number | null;
  /** Who uploads, where somebody is logged in: opaque, and the folder of their objects. */
  readonly owner: Owner | undefined;
  readonly durationMs: number;
  /** Why the request was refused. */
  readonly code: ProblemCode | undefined;
  /** `true` where the client went away before the answer was out. */
  readonly aborted: true | undefined;
}

export interface RequestLogOptions {
  readonly log: (entry: RequestLogEntry) => void;
  /** A clock that never runs backwards. */
  readonly monotonicMs: () => number;
}

/** Logs each request once, when its answer is out or its client gone. */
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
        aborted: res.writableFinished ? undefined : true,
      });
    });
    next();
  };
}
