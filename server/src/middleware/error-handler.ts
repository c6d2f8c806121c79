import type { Problem } from "@wx-cos-upload/contract";
import type { ErrorRequestHandler } from "express";
import { PROBLEMS, ProblemError } from "../errors.ts";
import { sendJson } from "../http/send-json.ts";
import { bodyTooLarge } from "./json-body.ts";

export interface ErrorHandlerOptions {
  /** Called with the thrown error of each failure of the server (5xx). */
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/** Renders every failure as `application/problem+json`; nothing else does. The message of an unexpected error goes to the log only. */
export function errorHandler({ logFailure }: ErrorHandlerOptions): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return function errorHandler(error: unknown, _req, res, next) {
    const problem = toProblemError(error);
    const requestId: string = res.locals["requestId"];
    res.locals["problemCode"] = problem.code;
    // 501 is how a server without keys for uploads in parts is meant to respond.
    if (problem.status >= 500 && problem.status !== 501) logFailure(error, requestId);
    // Too late for another response. Express then closes the connection, so that the client notices the truncated body.
    if (res.headersSent) return next(error);
    for (const [name, value] of Object.entries(problem.headers)) res.setHeader(name, value);
    sendJson(res, problem.status, problemBody(problem, requestId), "application/problem+json");
  };
}

/** The response body of a problem. */
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

/** Converts any error to a problem: a ProblemError is kept, an error of express.json gets its own code, anything else is an `internal_error`. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  return (
    fromBodyParser(error) ?? new ProblemError("internal_error", "the server log has the details", { cause: error })
  );
}

/** express.json names the reason in `type`. https://github.com/expressjs/body-parser, "Errors" */
function fromBodyParser(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || !("type" in error)) return undefined;
  switch (error.type) {
    case "entity.too.large":
      return bodyTooLarge();
    case "entity.parse.failed":
      return new ProblemError("invalid_json", "the body is not well-formed JSON, or not an object");
    case "charset.unsupported":
    case "encoding.unsupported":
      return new ProblemError("unsupported_media_type", "send the body as UTF-8, uncompressed");
    case "request.aborted":
    case "request.size.invalid":
      return new ProblemError("bad_request", "the body ended before its Content-Length");
    default:
      return undefined;
  }
}
