import type { IncomingMessage, ServerResponse } from "node:http";
import { checkOrigin, corsHeaders, respondToPreflight } from "./cors/cors.ts";
import type { CorsRule } from "./cors/cors-rules.ts";
import { CosError } from "./errors.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Body, Bucket } from "./operations/operation.ts";
import { route } from "./operations/route.ts";
import { checkBucketHost } from "./request/bucket-hosts.ts";
import { checkExpectation } from "./request/check-expectation.ts";
import { parseRequest } from "./request/cos-request.ts";
import { asCosError, type ErrorContext, errorElement, errorResponse } from "./response/error-response.ts";
import { lateXmlBody } from "./response/late-xml.ts";
import type { CosResponse } from "./response/response.ts";
import { commonHeaders, createRequestId, createTraceId } from "./response/response.ts";
import { sendResponse } from "./response/send-response.ts";
import { isSystemError } from "./system-error.ts";

/** What an {@link Exchange} works with. */
export interface ExchangeOptions {
  readonly bucket: Bucket;
  /** The rules that apply now: the bucket's own, or else those of its environment. */
  readonly findCorsRules: () => readonly CorsRule[];
  readonly randomBytes: (bytes: number) => Buffer;
  readonly log: (entry: LogEntry) => void;
}

/** Handles one request. The promise never rejects: a failure becomes a response, or closes the connection. */
export type Exchange = (request: IncomingMessage, response: ServerResponse, body: Body) => Promise<void>;

/** Creates an {@link Exchange}. */
export function createExchange({ bucket, findCorsRules, randomBytes, log }: ExchangeOptions): Exchange {
  return async function exchange(request, serverResponse, body) {
    const path = request.url?.split("?", 1)[0] ?? "/";
    const requestId = createRequestId(Math.floor(bucket.now() / 1000), randomBytes);
    const resource = `${request.headers.host ?? ""}${path}`;
    const context = { resource, requestId, traceId: createTraceId(randomBytes) };
    const renderError = (error: CosError) => withCommonHeaders(request, errorResponse(error, context), requestId);
    const outcome = await respondTo(request, body).then(
      (response): Outcome => withLateXml(withCommonHeaders(request, response, requestId), context),
      (thrown: unknown): Outcome => {
        const error = isCutOff(request) ? new CosError("IncompleteBody") : asCosError(thrown);
        return { response: renderError(error), error };
      },
    );
    const sent = await send(request, serverResponse, outcome.response).then(
      () => outcome,
      (failure: unknown) => recoverFromSendFailure(serverResponse, outcome, failure, renderError),
    );
    // The operation goes on even if the response could not be sent.
    const lateError = await outcome.lateError;
    const { response, error = lateError } = sent;
    log({
      requestId,
      method: request.method ?? "",
      path,
      status: response.status,
      ...(error !== undefined && { code: error.code }),
      ...(error?.code === "InternalError" && { cause: error.cause }),
    });
  };

  async function respondTo(request: IncomingMessage, body: Body): Promise<CosResponse> {
    const parsed = parseRequest(request);
    checkExpectation(parsed);
    checkBucketHost(parsed.host, { bucket: bucket.name, region: bucket.region, hosts: bucket.hosts });
    checkOrigin(parsed, findCorsRules());
    if (parsed.method === "OPTIONS") return respondToPreflight(parsed, findCorsRules());
    return route(parsed)(bucket, parsed, body);
  }

  function withCommonHeaders(request: IncomingMessage, response: CosResponse, requestId: string): CosResponse {
    return {
      ...response,
      headers: {
        ...commonHeaders(bucket.now(), requestId),
        ...corsHeaders(request, findCorsRules()),
        ...response.headers,
      },
    };
  }
}

interface Outcome {
  readonly response: CosResponse;
  /** The error that the response reports, if it reports one. */
  readonly error?: CosError;
  /** The error of a late XML. It resolves when the operation has ended. */
  readonly lateError?: Promise<CosError | undefined>;
}

/** Turns the late XML of a response into its body. */
function withLateXml({ lateXml, ...response }: CosResponse, context: ErrorContext): Outcome {
  if (lateXml === undefined) return { response };
  const lateError = lateXml.then(
    () => undefined,
    (thrown: unknown) => asCosError(thrown),
  );
  const xml = lateXml.catch((thrown: unknown) => errorElement(asCosError(thrown), context));
  return { response: { ...response, body: lateXmlBody(xml) }, lateError };
}

/**
 * Handles a response that could not be sent. If nothing of it has left, an error response takes its place; otherwise the connection is
 * closed.
 *
 * @returns what to log. A disconnected client is not an error of the bucket
 */
async function recoverFromSendFailure(
  serverResponse: ServerResponse,
  outcome: Outcome,
  failure: unknown,
  renderError: (error: CosError) => CosResponse,
): Promise<Outcome> {
  if (isClientGone(failure)) {
    serverResponse.destroy();
    return outcome;
  }
  const error = asCosError(failure);
  if (serverResponse.headersSent || serverResponse.destroyed) {
    serverResponse.destroy();
    return { response: outcome.response, error };
  }
  const response = renderError(error);
  for (const name of serverResponse.getHeaderNames()) serverResponse.removeHeader(name);
  await sendResponse(serverResponse, response).catch(() => serverResponse.destroy());
  return { response, error };
}

/** Whether sending failed because the client closed the connection. */
function isClientGone(failure: unknown): boolean {
  return isSystemError(failure, "ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE");
}

/** Whether the client went away before its body was complete. */
function isCutOff(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/**
 * Sends a response and discards the unread rest of the request's body. A client that is still writing a rejected body reads the response
 * only when it has finished. An unread rest would also block the next request on the connection.
 */
async function send(request: IncomingMessage, serverResponse: ServerResponse, response: CosResponse): Promise<void> {
  // The listener matters: resume() alone has no effect until a reader that stopped early has released the stream.
  if (!request.readableEnded) request.on("data", () => {}).resume();
  await sendResponse(serverResponse, response);
}
