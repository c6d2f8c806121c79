import type { ProblemCode } from "../errors.ts";
import type { Owner } from "../owner.ts";

/** The log line of one request. It has exactly these fields, and nothing from the URL, query, headers or body. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern; `null` if no route matched. */
  readonly route: string | null;
  /** `null` if no response was started: the client disconnected, or took too long. */
  readonly status: number | null;
  /** The owner, if a user is logged in: opaque, and the folder of the user's objects. */
  readonly owner: Owner | undefined;
  readonly durationMs: number;
  /** Why the request was rejected. */
  readonly code: ProblemCode | undefined;
  /** The object key of an upload in parts. */
  readonly cosKey?: string | undefined;
  /** The numbers of the parts that were signed: `1-20,23`. */
  readonly partNumbers?: string | undefined;
  /** `true` if the client disconnected before the response was sent. */
  readonly aborted: true | undefined;
}
