import { type DestinationStream, pino } from "pino";
import { ProblemError } from "../errors.ts";
import type { RequestLogEntry } from "./request-log-entry.ts";

/** Writes the log: JSON lines without secrets. */
export interface Logger {
  logRequest(entry: RequestLogEntry): void;
  /** Logs a failure of the server, with its stack. */
  logFailure(error: unknown, requestId: string): void;
  /** Logs an event of the process, such as its start or stop. */
  logEvent(message: string, fields?: Readonly<Record<string, string | number>>): void;
}

/** While a dependency is unavailable, every request fails for the same reason, which is logged once in this time. */
const REPEAT_MS = 10_000;

/**
 * Creates a logger.
 *
 * @param redact removes secrets from a text; the messages of all errors pass through it
 * @param monotonicMs a clock that never runs backwards, in milliseconds
 */
export function createLogger(
  destination: DestinationStream,
  redact: (text: string) => string,
  monotonicMs: () => number = () => performance.now(),
): Logger {
  // Not pino-http, which logs headers and URLs by default. Fast path: docs/performance.md#logs
  const log = pino({ base: null }, destination);
  const loggedMs = new Map<string, number>();

  /** A flood of failures could fill the disk. Each request still has its own line, with the code. */
  function wasJustLogged(error: unknown): boolean {
    if (!(error instanceof ProblemError) || error.status !== 503) return false;
    const nowMs = monotonicMs();
    if (nowMs - (loggedMs.get(error.code) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return true;
    loggedMs.set(error.code, nowMs);
    return false;
  }

  return {
    logRequest(entry) {
      if (entry.status !== null && entry.status >= 500 && entry.status !== 501) log.error(entry, "request");
      else log.info(entry, "request");
    },
    logFailure(error, requestId) {
      if (wasJustLogged(error)) return;
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
