/** One request in the log. It contains no signature, token or key, because it omits the query. */
export interface LogEntry {
  readonly requestId: string;
  readonly method: string;
  /** As on the wire, without the query. */
  readonly path: string;
  readonly status: number;
  /** The COS code of an error. */
  readonly code?: string;
  /** The cause of an InternalError. */
  readonly cause?: unknown;
}

/**
 * Formats an entry as one line without a line break at its end: `PUT /a.jpg 403 SignatureDoesNotMatch NjU1M2Yx…`. The cause of an
 * InternalError follows on further lines.
 */
export function formatLogEntry({ method, path, status, code, requestId, cause }: LogEntry): string {
  const line = [method, path, status, code, requestId].filter((part) => part !== undefined).join(" ");
  if (cause === undefined) return line;
  return `${line}\n${cause instanceof Error ? cause.stack : String(cause)}`;
}
