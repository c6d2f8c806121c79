import type { IncomingMessage, ServerResponse } from "node:http";
import { checkOrigin, corsHeaders, respondToPreflight } from "./cors/cors.ts";
import type { CorsRule } from "./cors/cors-rules.ts";
import { CosError } from "./errors.ts";
import { createInspector } from "./inspector/inspector.ts";
import type { LogEntry } from "./log-entry.ts";
import type { Body, Bucket } from "./operations/operation.ts";
import { route } from "./operations/route.ts";
import { checkBucketHost } from "./request/bucket-hosts.ts";
import { checkExpectation } from "./request/check-expectation.ts";
import { type CosRequest, checkTransferCoding, parseRequest, splitAuthority } from "./request/cos-request.ts";
import {
  asCosError,
  type ErrorContext,
  errorElement,
  errorResponse,
  type RenderableError,
} from "./response/error-response.ts";
import { lateXmlBody } from "./response/late-xml.ts";
import type { CosResponse } from "./response/response.ts";
import { commonHeaders, createRequestId, createTraceId } from "./response/response.ts";
import { sendResponse } from "./response/send-response.ts";
import { isSystemError } from "./system-error.ts";
import type { Failure, FailureQueue } from "./testing/failures.ts";
import { cutBody, cutResponse, InjectedError, injectFailure } from "./testing/inject-failure.ts";
import { type Journal, recordedHeaders, recordedTarget } from "./testing/journal.ts";
import { operationName } from "./testing/operation-name.ts";
import { compareSignatures } from "./testing/signature-comparison.ts";

/** What an {@link Exchange} works with. */
export interface ExchangeOptions {
  readonly bucket: Bucket;
  /** The rules that apply now: the bucket's own, or else those of its environment. */
  readonly findCorsRules: () => readonly CorsRule[];
  readonly randomBytes: (bytes: number) => Buffer;
  readonly log: (entry: LogEntry) => void;
  readonly failures: FailureQueue;
  readonly journal: Journal;
}

/** Handles one request. The promise never rejects: a failure becomes a response, or closes the connection. */
export type Exchange = (request: IncomingMessage, response: ServerResponse, body: Body) => Promise<void>;

/** Creates an {@link Exchange}. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { bucket, findCorsRules, randomBytes, log, failures, journal } = options;
  const inspect = createInspector({ bucket, journal });
  return async function exchange(request, serverResponse, body) {
    // If the page fails, COS's own response takes its place.
    const page = await inspect(request).catch(() => undefined);
    if (page !== undefined) {
      await sendResponse(serverResponse, page).catch(() => serverResponse.destroy());
      return;
    }
    const { authority = request.headers.host ?? "", target } = splitAuthority(request);
    const path = target.split("?", 1)[0] ?? "";
    const requestId = createRequestId(Math.floor(bucket.now() / 1000), randomBytes);
    const resource = `${authority}${path}`;
    const receivedMs = bucket.now();
    const started = performance.now();
    const seen: Seen = {};
    const context = { resource, requestId, traceId: createTraceId(randomBytes) };
    const renderError = (error: RenderableError) =>
      withCommonHeaders(request, errorResponse(error, context), requestId);
    const outcome = await respondTo(request, body, seen).then(
      (response): Outcome => withLateXml(withCommonHeaders(request, response, requestId), context),
      (thrown: unknown): Outcome => {
        const error = isCutOff(request, thrown) ? new CosError("IncompleteBody") : asRenderableError(thrown);
        return { response: renderError(error), error };
      },
    );
    record(request, seen, outcome, { requestId, receivedMs, durationMs: performance.now() - started });
    const sent = await send(request, serverResponse, cutResponse(request, outcome.response, seen.failure)).then(
      () => outcome,
      (failure: unknown) => recoverFromSendFailure(serverResponse, outcome, failure, renderError),
    );
    // The operation continues even if the response could not be sent.
    const lateError = await outcome.lateError;
    const { response, error = lateError } = sent;
    log({
      requestId,
      method: request.method ?? "",
      path,
      status: response.status,
      ...(error !== undefined && { code: error.code }),
      ...(error instanceof CosError && error.code === "InternalError" && { cause: error.cause }),
    });
  };

  async function respondTo(request: IncomingMessage, body: Body, seen: Seen): Promise<CosResponse> {
    const parsed = parseRequest(request);
    seen.parsed = parsed;
    seen.failure = failures.take(operationName(parsed));
    if (seen.failure === undefined) return carryOut(parsed, body);
    await injectFailure(request, seen.failure);
    return carryOut(parsed, cutBody(request, body, seen.failure));
  }

  async function carryOut(parsed: CosRequest, body: Body): Promise<CosResponse> {
    checkExpectation(parsed);
    checkTransferCoding(parsed);
    checkBucketHost(parsed.host, { bucket: bucket.name, region: bucket.region, hosts: bucket.hosts });
    checkOrigin(parsed, findCorsRules());
    if (parsed.method === "OPTIONS") return respondToPreflight(parsed, findCorsRules());
    return route(parsed)(bucket, parsed, body);
  }

  /** Records a request before its response is sent, so that a client that has the response finds it. */
  function record(
    request: IncomingMessage,
    { parsed, failure }: Seen,
    { response, error }: Outcome,
    measured: { readonly requestId: string; readonly receivedMs: number; readonly durationMs: number },
  ): void {
    const operation = parsed && operationName(parsed);
    journal.add({
      ...measured,
      method: request.method ?? "",
      target: recordedTarget(splitAuthority(request).target),
      ...(operation !== undefined && { operation }),
      headers: parsed === undefined ? [] : recordedHeaders(parsed),
      status: response.status,
      ...(error !== undefined && { code: error.code, message: error.message }),
      isInjected: failure !== undefined,
      ...(parsed !== undefined &&
        error?.code === "SignatureDoesNotMatch" && { compareSignatures: () => compareSignatures(bucket, parsed) }),
    });
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

/** What has become known of a request. */
interface Seen {
  parsed?: CosRequest;
  failure?: Failure | undefined;
}

interface Outcome {
  readonly response: CosResponse;
  /** The error that the response reports, if it reports one. */
  readonly error?: RenderableError;
  /** The error of a late XML, once it is known. The work continues even if the client goes away. */
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

function asRenderableError(thrown: unknown): RenderableError {
  return thrown instanceof InjectedError ? thrown : asCosError(thrown);
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
  renderError: (error: RenderableError) => CosResponse,
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

/** Whether the client went away before its body was complete, or before it was read. */
function isCutOff(request: IncomingMessage, thrown: unknown): boolean {
  return request.destroyed && (!request.complete || isClientGone(thrown));
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
