import type { ProblemCode } from "../errors.ts";
import type { Owner } from "../owner.ts";

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
