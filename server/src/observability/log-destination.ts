import { type DestinationStream, pino } from "pino";

/** Bytes per batch: about 70 lines. */
const BATCH_BYTES = 16_384;
const BUFFER_BYTES = 4 * BATCH_BYTES;
/** Most bytes of one UTF-16 code unit in UTF-8. */
const MAX_CHARACTER_BYTES = 3;
/** Most bytes that wait while nothing can be written. Further lines are lost. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Longest time that a line waits. */
const FLUSH_MS = 1_000;
/** Time for the last lines to be written. */
const CLOSE_MS = 300;

export interface LogDestination {
  readonly stream: DestinationStream;
  /** Writes the waiting lines, for at most 0.3 seconds. Lines that remain, and later ones, are lost. */
  close(): Promise<void>;
}

/**
 * Opens a destination that writes log lines to a file descriptor, when a batch is full or after a second.
 *
 * On a full disk, or without a reader, lines are lost and the server keeps running. Failed writes are retried.
 *
 * Fast path: docs/performance.md#logs
 */
export function openLogDestination(fd: number): LogDestination {
  const destination = pino.destination({ fd, sync: false, minLength: 1, maxLength: MAX_WAITING_BYTES });
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let usedBytes = 0;

  function writeBatch(): void {
    if (usedBytes === 0) return;
    const lines = buffer.toString("utf8", 0, usedBytes);
    usedBytes = 0;
    destination.write(lines);
  }

  function write(line: string): void {
    const mostBytes = line.length * MAX_CHARACTER_BYTES;
    if (usedBytes + mostBytes > BUFFER_BYTES) writeBatch();
    if (mostBytes > BUFFER_BYTES) {
      destination.write(line);
      return;
    }
    usedBytes += buffer.write(line, usedBytes);
    if (usedBytes >= BATCH_BYTES) writeBatch();
  }

  function flush(whenWritten?: () => void): void {
    writeBatch();
    destination.flush(whenWritten);
  }

  // pino writes waiting lines when the process exits, and SonicBoom retries forever if it cannot.
  const { flushSync } = destination;
  destination.flushSync = () => {
    writeBatch();
    flushSync.call(destination);
  };
  const dropRest = () => {
    destination.flushSync = () => {};
  };
  destination.on("error", dropRest);
  const flushTimer = setInterval(flush, FLUSH_MS);
  return {
    stream: { write },
    async close() {
      clearInterval(flushTimer);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_MS);
        flush(resolve);
      });
      dropRest();
    },
  };
}
