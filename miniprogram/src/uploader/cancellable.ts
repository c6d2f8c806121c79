import type { CancelSignal } from "./cancel-signal";
import { PlatformError } from "./platform-error";

/** Stops what `start` started; called when it is over, too, so that listeners go. */
export interface StartedWork {
  /** Cancelled: break off. */
  abort?(): void;
  /** Over, in whatever way: take listeners off. */
  release?(): void;
}

/**
 * A promise of callback-style work that ends when the work does or the signal is cancelled, whichever is first.
 * What the work says after that is not heard.
 *
 * @throws {PlatformError} `cancelled`
 */
export function cancellable<Result>(
  signal: CancelSignal,
  start: (resolve: (result: Result) => void, reject: (error: Error) => void) => StartedWork | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (signal.cancelled) return reject(cancelledError());
    let over = false;
    let work: StartedWork | undefined;
    const end = (settle: () => void) => {
      if (over) return;
      over = true;
      stopListening();
      work?.release?.();
      settle();
    };
    const stopListening = signal.onCancel(() => {
      end(() => reject(cancelledError()));
      work?.abort?.();
    });
    work = start(
      (result) => end(() => resolve(result)),
      (error) => end(() => reject(error)),
    );
    // Over before there was anything to stop: WeChat may fail a call before it gives the task back.
    if (over) work?.release?.();
    if (signal.cancelled) work?.abort?.();
  });
}

/** @throws {PlatformError} `cancelled`, if the signal says so */
export function throwIfCancelled(signal: CancelSignal): void {
  if (signal.cancelled) throw cancelledError();
}

function cancelledError(): PlatformError {
  return new PlatformError("cancelled", "cancelled");
}
