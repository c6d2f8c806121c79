import { z } from "zod";

/** Body of every failure: `application/problem+json`, RFC 9457. */
export const problem = z.object({
  /** A URI that names the kind of problem and leads to its description. */
  type: z.string().describe("A URI that names the kind of problem and leads to its description."),
  /** The kind of problem in a few words, the same for every occurrence. */
  title: z.string().describe("The kind of problem in a few words, the same for every occurrence."),
  /** The HTTP status. */
  status: z.int().min(400).max(599).describe("The HTTP status."),
  /** What was wrong this time, and what to do. */
  detail: z.string().describe("What was wrong this time, and what to do."),
  /** Stable, lower snake case: what programs decide by. */
  code: z.string().describe("Stable, lower snake case: what programs decide by."),
  /** The same as the `X-Request-Id` header; quote it when asking for help. */
  requestId: z.string().describe("The same as the X-Request-Id header; quote it when asking for help."),
  /** Which field of the request was wrong, where one was: `ext`, `files[2].size`. */
  field: z.string().optional().describe("Which field of the request was wrong, where one was: ext, files[2].size."),
});

export type Problem = z.infer<typeof problem>;
