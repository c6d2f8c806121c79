import { type DestinationStream, pino } from "pino";

/** Lines are handed on by so many bytes: some 70 of them. */
const BATCH_BYTES = 16_384;
const BUFFER_BYTES = 4 * BATCH_BYTES;
/** UTF-8 takes no more for a character of JavaScript's. */
const MAX_CHARACTER_BYTES = 3;
/** What waits while nothing can be written; lines beyond it are lost. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** A line waits so long at most. */
const FLUSH_MS = 1_000;
/** Whoever reads the log has this long to take the last of it. */
const CLOSE_MS = 300;

export interface LogDestination {
  readonly stream: DestinationStream;
  /** Writes what waits, if that is possible within 0.3 seconds. Nothing more is written. */
  close(): Promise<void>;
}

/**
 * Where log lines go: to a file descriptor, by the batch or by the second, whichever comes first.
 *
 * Lines are gathered in a buffer outside of JavaScript's heap. Gathered as text, which pino puts together of some thirty pieces a line,
 * they live long enough to be moved by the garbage collector, and are put together once more to be written: that cost a seventh of all
 * requests. One write a line costs a tenth more.
 *
 * A full disk, or a reader that has gone or does not read, costs lines and never the server. What could not be written is tried again.
 */
export function openLogDestination(fd: number): LogDestination {
  const destination = pino.destination({ fd, sync: false, minLength: 1, maxLength: MAX_WAITING_BYTES });
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  let usedBytes = 0;

  function handOn(): void {
    if (usedBytes === 0) return;
    const lines = buffer.toString("utf8", 0, usedBytes);
    usedBytes = 0;
    destination.write(lines);
  }

  function write(line: string): void {
    const mostBytes = line.length * MAX_CHARACTER_BYTES;
    if (usedBytes + mostBytes > BUFFER_BYTES) handOn();
    if (mostBytes > BUFFER_BYTES) {
      destination.write(line);
      return;
    }
    usedBytes += buffer.write(line, usedBytes);
    if (usedBytes >= BATCH_BYTES) handOn();
  }

  function flush(whenWritten?: () => void): void {
    handOn();
    destination.flush(whenWritten);
  }

  // pino writes what waits when the process ends, and SonicBoom tries that for ever if it can't.
  const { flushSync } = destination;
  destination.flushSync = () => {
    handOn();
    flushSync.call(destination);
  };
  const leaveTheRest = () => {
    destination.flushSync = () => {};
  };
  destination.on("error", leaveTheRest);
  const flushTimer = setInterval(flush, FLUSH_MS);
  return {
    stream: { write },
    async close() {
      clearInterval(flushTimer);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_MS);
        flush(resolve);
      });
      leaveTheRest();
    },
  };
}
