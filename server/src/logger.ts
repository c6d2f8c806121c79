import { type DestinationStream, pino } from "pino";
import type { RequestLogEntry } from "./middleware/request-log.ts";

/** What the server says while it runs: JSON lines, none of which can hold a secret. */
export interface Logger {
  logRequest(entry: RequestLogEntry): void;
  /** A failure of the server's own, with its stack. */
  logFailure(error: unknown, requestId: string): void;
  /** A turn in the process's life: it listens, it stops. */
  logEvent(message: string, fields?: Readonly<Record<string, string | number>>): void;
}

/**
 * @param redact takes secrets out of a text; errors come from anywhere, so their texts pass through it
 */
export function createLogger(destination: DestinationStream, redact: (text: string) => string): Logger {
  // One line of our own: pino-http costs a quarter of the requests a second and writes headers and URLs unless told not to.
  const log = pino({ base: null }, destination);
  return {
    logRequest(entry) {
      if (entry.status !== null && entry.status >= 500) log.error(entry, "request");
      else log.info(entry, "request");
    },
    logFailure(error, requestId) {
      log.error({ requestId, error: redact(describe(error)) }, "failure");
    },
    logEvent(message, fields = {}) {
      log.info(fields, message);
    },
  };
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = error.stack ?? `${error.name}: ${error.message}`;
  const causes = error instanceof AggregateError ? error.errors : [error.cause].filter((cause) => cause !== undefined);
  return [text, ...causes.map((cause) => `caused by ${describe(cause)}`)].join("\n");
}
