import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "./answer/answer.ts";
import { commonHeaders } from "./answer/common-headers.ts";
import { asCosError, errorAnswer } from "./answer/error-answer.ts";
import { createRequestId, createTraceId } from "./answer/request-id.ts";
import { sendAnswer } from "./answer/send-answer.ts";
import { answerPreflight, corsHeaders, type IsAllowedOrigin } from "./cors.ts";
import { CosError } from "./errors.ts";
import type { Body, Bucket } from "./operations/operation.ts";
import { route } from "./operations/route.ts";
import { type BucketHosts, checkBucketHost } from "./request/bucket-hosts.ts";
import { parseRequest } from "./request/cos-request.ts";

/** One answered request. It holds no signature, token or key: the query is left out. */
export interface LogEntry {
  readonly requestId: string;
  readonly method: string;
  /** As on the wire, without the query. */
  readonly path: string;
  readonly status: number;
  /** The COS code of a refusal. */
  readonly code?: string;
  /** What went wrong inside, for an InternalError. */
  readonly cause?: unknown;
}

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
    const { answer, error } = await answerTo(request, body).then(
      (answered) => ({ answer: answered, error: undefined }),
      (thrown: unknown) =>
        refuse(
          isCutOff(request) ? new CosError("IncompleteBody") : asCosError(thrown),
          `${request.headers.host ?? ""}${path}`,
          requestId,
        ),
    );
    log({
      requestId,
      method: request.method ?? "",
      path,
      status: answer.status,
      ...(error !== undefined && { code: error.code }),
      ...(error?.code === "InternalError" && { cause: error.cause }),
    });
    await send(request, response, withCommonHeaders(request, answer, requestId)).catch(() => response.destroy());
  };

  async function answerTo(request: IncomingMessage, body: Body): Promise<Answer> {
    const parsed = parseRequest(request);
    checkBucketHost(parsed.host, bucketHosts);
    if (parsed.method === "OPTIONS") return answerPreflight(parsed.headers, isAllowedOrigin);
    return route(parsed)(bucket, parsed, body);
  }

  function refuse(error: CosError, resource: string, requestId: string): { answer: Answer; error: CosError } {
    const traceId = createTraceId(randomBytes);
    return { answer: errorAnswer(error, { resource, requestId, traceId }), error };
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

/** Whether the client went away before its body was whole. */
function isCutOff(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/**
 * Answers, and lets the rest of a refused body run dry, so that a client still writing it comes to read the answer. A body that has
 * arrived whole but was not read to its end has to as well: what is left of it would keep the connection's next request waiting.
 */
async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  if (response.destroyed) return;
  // The listener matters: resume() alone does nothing while a reader that gave up is still to let go of the stream.
  if (!request.readableEnded) request.on("data", () => {}).resume();
  await sendAnswer(response, answer);
}
