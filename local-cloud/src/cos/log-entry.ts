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

/**
 * An entry as text, without a line break at its end: `PUT /a.jpg 403 SignatureDoesNotMatch NjU1M2Yx…`. One line, and for an
 * InternalError its cause below it.
 */
export function formatLogEntry({ method, path, status, code, requestId, cause }: LogEntry): string {
  const line = [method, path, status, code, requestId].filter((part) => part !== undefined).join(" ");
  if (cause === undefined) return line;
  return `${line}\n${cause instanceof Error ? cause.stack : String(cause)}`;
}
