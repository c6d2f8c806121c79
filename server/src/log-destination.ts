import { type DestinationStream, pino } from "pino";

/** Some 16 lines. With 32 KiB a line cost a fifth more: its text then lives long enough to be moved by the garbage collector. */
const BUFFER_BYTES = 4096;
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
 * Where log lines go: to a file descriptor, by the buffer or by the second, whichever comes first. One write a line costs a tenth of
 * the requests.
 *
 * A full disk, or a reader that has gone or does not read, costs lines and never the server. What could not be written is tried again.
 */
export function openLogDestination(fd: number): LogDestination {
  const destination = pino.destination({
    fd,
    sync: false,
    minLength: BUFFER_BYTES,
    maxLength: MAX_WAITING_BYTES,
  });
  // pino writes what waits when the process ends, and SonicBoom tries that for ever if it can't.
  const leaveTheRest = () => {
    destination.flushSync = () => {};
  };
  destination.on("error", leaveTheRest);
  const flushTimer = setInterval(() => destination.flush(), FLUSH_MS);
  return {
    stream: destination,
    async close() {
      clearInterval(flushTimer);
      await new Promise<void>((resolve) => {
        setTimeout(resolve, CLOSE_MS);
        destination.flush(() => resolve());
      });
      leaveTheRest();
    },
  };
}
