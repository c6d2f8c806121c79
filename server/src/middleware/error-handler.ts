import type { Problem } from "@wx-cos-upload/contract";
import type { ErrorRequestHandler } from "express";
import { PROBLEMS, ProblemError } from "../errors.ts";
import { sendJson } from "../http/send-json.ts";
import { bodyTooLarge } from "./json-body.ts";

export interface ErrorHandlerOptions {
  /** Told of failures that are the server's own, with the error as it was thrown. */
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/** Renders every failure as `application/problem+json`: the only place that does. Text of a 5xx stays in the log. */
export function errorHandler({ logFailure }: ErrorHandlerOptions): ErrorRequestHandler {
  // Express tells an error handler from others by its four parameters.
  return function errorHandler(error: unknown, _req, res, next) {
    const problem = toProblemError(error);
    const requestId: string = res.locals["requestId"];
    res.locals["problemCode"] = problem.code;
    if (problem.status >= 500) logFailure(error, requestId);
    // Too late for another answer: Express then ends the connection, so that the client sees a failure and not half a body.
    if (res.headersSent) return next(error);
    for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
    sendJson(res, problem.status, problemBody(problem, requestId), "application/problem+json");
  };
}

/** The body of a problem, for any place that has to write one. */
export function problemBody({ code, status, message, field }: ProblemError, requestId: string): Problem {
  return {
    type: `urn:wx-cos-upload:problem:${code}`,
    title: PROBLEMS[code].title,
    status,
    detail: message,
    code,
    requestId,
    ...(field !== undefined && { field }),
  };
}

/** The problem that a failure is told as: itself, what it is of express.json's, or `internal_error`. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return (
    fromBodyParser(error) ?? new ProblemError("internal_error", "the failure is in the server's log", { cause: error })
  );
}

/** express.json names what it refuses in `type`. https://github.com/expressjs/body-parser, "Errors" */
function fromBodyParser(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || !("type" in error)) return undefined;
  switch (error.type) {
    case "entity.too.large":
      return bodyTooLarge();
    case "entity.parse.failed":
      return new ProblemError("invalid_json", "the body is not well-formed JSON, or not an object");
    case "charset.unsupported":
    case "encoding.unsupported":
      return new ProblemError("unsupported_media_type", "send the body as UTF-8 and not compressed");
    case "request.aborted":
    case "request.size.invalid":
      return new ProblemError("bad_request", "the body ended before its Content-Length");
    default:
      return undefined;
  }
}
