import type { IncomingMessage, ServerResponse } from "node:http";
import { answerPreflight, checkOrigin, corsHeaders, type IsAllowedOrigin } from "./cors.ts";
import { CosError } from "./errors.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Body, Bucket } from "./operations/operation.ts";
import { route } from "./operations/route.ts";
import { type BucketHosts, checkBucketHost } from "./request/bucket-hosts.ts";
import { checkExpectation } from "./request/check-expectation.ts";
import { parseRequest } from "./request/cos-request.ts";
import { asCosError, errorAnswer } from "./response/error-response.ts";
import type { Answer } from "./response/response.ts";
import { commonHeaders, createRequestId, createTraceId } from "./response/response.ts";
import { sendAnswer } from "./response/send-response.ts";
import { isSystemError } from "./system-error.ts";

export interface ExchangeOptions {
  readonly bucket: Bucket;
  readonly bucketHosts: BucketHosts;
  readonly isAllowedOrigin: IsAllowedOrigin;
  readonly randomBytes: (bytes: number) => Buffer;
  readonly log: (entry: LogEntry) => void;
}

/** Answers one request. It never rejects: whatever fails is answered, or has closed the connection. */
export type Exchange = (request: IncomingMessage, response: ServerResponse, body: Body) => Promise<void>;

/** Makes an {@link Exchange}. */
export function createExchange({ bucket, bucketHosts, isAllowedOrigin, randomBytes, log }: ExchangeOptions): Exchange {
  return async function exchange(request, response, body) {
    const path = request.url?.split("?", 1)[0] ?? "/";
    const requestId = createRequestId(Math.floor(bucket.now() / 1000), randomBytes);
    const resource = `${request.headers.host ?? ""}${path}`;
    const refusal = (error: CosError) => withCommonHeaders(request, refuse(error, resource, requestId), requestId);
    const outcome = await answerTo(request, body).then(
      (answer): Outcome => ({ answer: withCommonHeaders(request, answer, requestId) }),
      (thrown: unknown): Outcome => {
        const error = isCutOff(request) ? new CosError("IncompleteBody") : asCosError(thrown);
        return { answer: refusal(error), error };
      },
    );
    const { answer, error } = await send(request, response, outcome.answer).then(
      () => outcome,
      (failure: unknown) => answerFailure(response, outcome, failure, refusal),
    );
    log({
      requestId,
      method: request.method ?? "",
      path,
      status: answer.status,
      ...(error !== undefined && { code: error.code }),
      ...(error?.code === "InternalError" && { cause: error.cause }),
    });
  };

  async function answerTo(request: IncomingMessage, body: Body): Promise<Answer> {
    const parsed = parseRequest(request);
    checkExpectation(parsed);
    checkBucketHost(parsed.host, bucketHosts);
    checkOrigin(parsed, isAllowedOrigin);
    if (parsed.method === "OPTIONS") return answerPreflight(parsed.headers, isAllowedOrigin);
    return route(parsed)(bucket, parsed, body);
  }

  function refuse(error: CosError, resource: string, requestId: string): Answer {
    return errorAnswer(error, { resource, requestId, traceId: createTraceId(randomBytes) });
  }

  function withCommonHeaders(request: IncomingMessage, answer: Answer, requestId: string): Answer {
    const origin = request.headers.origin;
    return {
      ...answer,
      headers: {
        ...commonHeaders(bucket.now(), requestId),
        ...corsHeaders(origin === undefined ? [] : [["origin", origin]], isAllowedOrigin),
        ...answer.headers,
      },
    };
  }
}

interface Outcome {
  readonly answer: Answer;
  /** Why it is a refusal. */
  readonly error?: CosError;
}

/** What became of an answer that could not be sent: nothing of it was, a part, or its client has gone away. */
async function answerFailure(
  response: ServerResponse,
  outcome: Outcome,
  failure: unknown,
  refusal: (error: CosError) => Answer,
): Promise<Outcome> {
  if (isClientGone(failure)) {
    response.destroy();
    return outcome;
  }
  const error = asCosError(failure);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return { answer: outcome.answer, error };
  }
  const answer = refusal(error);
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  await sendAnswer(response, answer).catch(() => response.destroy());
  return { answer, error };
}

/** Whether an answer broke off at its reader's end, which is nobody's fault here. */
function isClientGone(failure: unknown): boolean {
  return isSystemError(failure, "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE");
}

/** Whether the client went away before its body was whole. */
function isCutOff(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/**
 * Answers, and lets the rest of a refused body run dry, so that a client still writing it comes to read the answer. A body that has
 * arrived whole but was not read to its end has to as well: what is left of it would keep the connection's next request waiting.
 */
async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  // The listener matters: resume() alone does nothing while a reader that gave up is still to let go of the stream.
  if (!request.readableEnded) request.on("data", () => {}).resume();
  await sendAnswer(response, answer);
}
