import { types } from "node:util";

/** The network effects that an outgoing request needs. */
export interface HttpEffects {
  /** The built-in `fetch`, or a replacement. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Returns a signal that aborts after a time. @see AbortSignal.timeout */
  readonly timeoutSignal: (timeoutMs: number) => AbortSignal;
}

export interface FetchTextOptions extends HttpEffects {
  /** Time limit for the connection, the response headers and the body together. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** No complete response arrived. The message contains nothing of the request or of the response. */
export class NoResponseError extends Error {
  override readonly name = "NoResponseError";
  /** `TIMEOUT`, `TOO_LARGE`, or the network's own code: `ECONNREFUSED`. */
  readonly reason: string;
  /** The request never left this machine. */
  readonly notSent: boolean;

  constructor(reason: string, message = `no response: ${reason}`, notSent = false) {
    super(message);
    this.reason = reason;
    this.notSent = notSent;
  }
}

/**
 * Sends one request and reads the whole response. It does not follow redirects, because none of the called services redirects.
 *
 * @throws {NoResponseError}
 */
export async function fetchText(
  url: string,
  init: RequestInit,
  { fetch, timeoutSignal, timeoutMs, maxBytes }: FetchTextOptions,
): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }> {
  const signal = timeoutSignal(timeoutMs);
  try {
    const response = await fetch(url, { ...init, signal, redirect: "error" });
    return { status: response.status, headers: response.headers, text: await readText(response, maxBytes) };
  } catch (cause) {
    if (cause instanceof NoResponseError) throw cause;
    if (signal.aborted) throw new NoResponseError("TIMEOUT", `no response within ${timeoutMs} ms`);
    throw new NoResponseError(networkReasonOf(cause), undefined, isNotSent(cause));
  }
}

/**
 * Reads the body of a response as text.
 *
 * @param maxBytes counted after decompression
 * @throws {NoResponseError} `TOO_LARGE` for a body of more than `maxBytes`; the rest of the body is not read
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > maxBytes) {
      throw new NoResponseError(
        "TOO_LARGE",
        `the response with status ${response.status} has more than ${maxBytes} bytes`,
      );
    }
    chunks.push(chunk);
  }
  // Drops a byte order mark, as response.text() does.
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** The codes of Node's fetch for requests of which no byte can have arrived. */
const NOT_SENT_CODES: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether an error, or one of its causes, shows that the request never left this machine. */
export function isNotSent(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  if ("code" in error && NOT_SENT_CODES.has(error.code)) return true;
  // A host with several addresses fails once for each.
  if ("errors" in error && Array.isArray(error.errors)) return error.errors.length > 0 && error.errors.every(isNotSent);
  return isNotSent(error.cause);
}

/** fetch throws "fetch failed" and keeps the reason, such as ECONNREFUSED, in the cause. */
export function networkReasonOf(error: unknown): string {
  const cause = property(error, "cause");
  const texts = [property(cause, "code"), property(cause, "message"), property(error, "message")];
  return texts.find((text) => typeof text === "string" && text !== "")?.toString() ?? "unknown";
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
