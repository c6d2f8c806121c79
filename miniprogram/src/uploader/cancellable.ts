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
    let isOver = false;
    let work: StartedWork | undefined;
    const ending =
      <Value>(settle: (value: Value) => void) =>
      (value: Value) => {
        if (isOver) return;
        isOver = true;
        stopListening();
        work?.release?.();
        settle(value);
      };
    const fail = ending(reject);
    const cancel = () => {
      fail(new PlatformError("cancelled", "cancelled"));
      work?.abort?.();
    };
    const stopListening = signal.onCancel(cancel);
    if (signal.cancelled) return cancel();
    work = start(ending(resolve), fail);
    // Over before there was anything to stop: WeChat may fail a call before it gives the task back.
    if (isOver) work?.release?.();
    if (signal.cancelled) work?.abort?.();
  });
}
