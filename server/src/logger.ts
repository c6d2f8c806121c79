import { type DestinationStream, pino } from "pino";
import { ProblemError } from "./errors.ts";
import type { RequestLogEntry } from "./middleware/request-log.ts";

/** What the server says while it runs: JSON lines, none of which can hold a secret. */
export interface Logger {
  logRequest(entry: RequestLogEntry): void;
  /** A failure of the server's own, with its stack. */
  logFailure(error: unknown, requestId: string): void;
  /** A turn in the process's life: it listens, it stops. */
  logEvent(message: string, fields?: Readonly<Record<string, string | number>>): void;
}

/** While something that the server needs is away, every request fails for the same reason: it is told once in so long. */
const REPEAT_MS = 10_000;

/**
 * @param redact takes secrets out of a text; errors come from anywhere, so their texts pass through it
 * @param monotonicMs a clock that never runs backwards, in milliseconds
 */
export function createLogger(
  destination: DestinationStream,
  redact: (text: string) => string,
  monotonicMs: () => number = () => performance.now(),
): Logger {
  // One line of our own: pino-http costs a quarter of the requests a second and writes headers and URLs unless told not to.
  const log = pino({ base: null }, destination);
  const toldMs = new Map<string, number>();

  /** A flood of them would fill the disk just when it is needed. Each request still has its own line, with the code. */
  function wasToldJustNow(error: unknown): boolean {
    if (!(error instanceof ProblemError) || error.status !== 503) return false;
    const nowMs = monotonicMs();
    if (nowMs - (toldMs.get(error.code) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return true;
    toldMs.set(error.code, nowMs);
    return false;
  }

  return {
    logRequest(entry) {
      if (entry.status !== null && entry.status >= 500) log.error(entry, "request");
      else log.info(entry, "request");
    },
    logFailure(error, requestId) {
      if (wasToldJustNow(error)) return;
      log.error({ requestId, error: redact(describe(error)) }, "failure");
    },
    logEvent(message, fields = {}) {
      const redacted = Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === "string" ? redact(value) : value,
      ]);
      log.info(Object.fromEntries(redacted), message);
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  const causes = error instanceof AggregateError ? error.errors : [error.cause].filter((cause) => cause !== undefined);
  return [text, ...causes.map((cause) => `caused by ${describe(cause)}`)].join("\n");
}
