import { ProblemError } from "../errors.ts";

/** The problem of an upload that COS no longer knows, and whose object does not exist. */
export function uploadGone(): ProblemError {
  const detail = "COS no longer has this upload: it was aborted or has expired; start a new one with POST /multipart";
  return new ProblemError("upload_gone", detail);
}
