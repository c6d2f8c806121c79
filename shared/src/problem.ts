import { z } from "zod";

/** Body of every failure: `application/problem+json`, RFC 9457. */
export const problem = z.object({
  /** A URI that names the kind of problem and leads to its description. */
  type: z.string(),
  /** The kind of problem in a few words, the same for every occurrence. */
  title: z.string(),
  status: z.int(),
  /** What was wrong this time, and what to do. */
  detail: z.string(),
  /** Stable, lower snake case: what programs decide by. */
  code: z.string(),
  /** The same as the `X-Request-Id` header; quote it when asking for help. */
  requestId: z.string(),
  /** Which field of the request was wrong, where one was: `ext`, `files[2].size`. */
  field: z.string().optional(),
});

export type Problem = z.infer<typeof problem>;
