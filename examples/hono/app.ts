import type { UploadSigner } from "@wx-cos-upload/server";
import {
  checkFile,
  parseQuery,
  parseRequest,
  problemBody,
  putSignQuery,
  toProblemError,
  type UploadRules,
} from "@wx-cos-upload/server/advanced";
import { Hono } from "hono";

/** Options of createHonoApp. */
export interface AppOptions {
  readonly signer: UploadSigner;
  readonly rules: UploadRules;
  readonly randomId: () => string;
  readonly logFailure: (error: unknown, requestId: string) => void;
}

/** Creates an app in another framework that calls the signer: it parses the query, checks the file and signs one upload. */
export function createHonoApp({ signer, rules, randomId, logFailure }: AppOptions): Hono {
  const app = new Hono();

  app.get("/put-sign", async (c) => {
    const file = checkFile(parseRequest(putSignQuery, parseQuery(c.req.url)), rules);
    return c.json(await signer.signPut(file), 200, { "Cache-Control": "no-store" });
  });

  app.onError((error) => {
    const problem = toProblemError(error);
    const requestId = randomId();
    if (problem.status >= 500) logFailure(error, requestId);
    return Response.json(problemBody(problem, requestId), {
      status: problem.status,
      headers: { ...problem.headers, "Content-Type": "application/problem+json", "X-Request-Id": requestId },
    });
  });
  return app;
}
