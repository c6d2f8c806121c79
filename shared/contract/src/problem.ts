import { z } from "zod";

/** Body of every failure: `application/problem+json`, RFC 9457. */
export const problem = z.object({
  /** A URI that identifies the kind of problem and leads to its description. */
  type: z.string().describe("A URI that identifies the kind of problem and leads to its description."),
  /** A short name for the kind of problem, the same for every occurrence. */
  title: z.string().describe("A short name for the kind of problem, the same for every occurrence."),
  /** The HTTP status. */
  status: z.int().min(400).max(599).describe("The HTTP status."),
  /** What went wrong this time, and how to fix it. */
  detail: z.string().describe("What went wrong this time, and how to fix it."),
  /** The error code, stable and in lower snake case. Programs decide by it. */
  code: z.string().describe("The error code, stable and in lower snake case. Programs decide by it."),
  /** The same as the `X-Request-Id` header. Quote it when you ask for help. */
  requestId: z.string().describe("The same as the X-Request-Id header. Quote it when you ask for help."),
  /** The field of the request that is wrong, if there is one: `ext`, `files[2].size`. */
  field: z.string().optional().describe("The field of the request that is wrong, if there is one: ext, files[2].size."),
});

/** Body of a failure, parsed. */
export type Problem = z.infer<typeof problem>;
