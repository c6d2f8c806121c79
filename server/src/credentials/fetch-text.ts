/** The network, as much of it as is needed to call out. */
export interface HttpEffects {
  /** The built-in one, or what stands for it. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Gives a signal that aborts after a time. @see AbortSignal.timeout */
  readonly timeoutSignal: (timeoutMs: number) => AbortSignal;
}

export interface FetchTextOptions extends HttpEffects {
  /** For the whole of it: connecting, the answer's head and its body. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/** No answer came, or not all of it. The message holds nothing of the request or of the answer. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
  /** `TIMEOUT`, `TOO_LARGE`, or what the network said: `ECONNREFUSED`. */
  readonly reason: string;

  constructor(reason: string, message = `no answer: ${reason}`) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Sends one request and reads its answer to the end. Redirects are not followed: nothing that is called here makes any.
 *
 * @throws {NoAnswerError}
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
    if (cause instanceof NoAnswerError) throw cause;
    if (signal.aborted) throw new NoAnswerError("TIMEOUT", `no answer within ${timeoutMs} ms`);
    throw new NoAnswerError(reasonOf(cause));
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new NoAnswerError("TOO_LARGE", `the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** fetch says "fetch failed" and keeps the reason, such as ECONNREFUSED, in the cause. */
function reasonOf(error: unknown): string {
  const cause = property(error, "cause");
  const texts = [property(cause, "code"), property(cause, "message"), property(error, "message")];
  return texts.find((text) => typeof text === "string" && text !== "")?.toString() ?? "unknown";
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
