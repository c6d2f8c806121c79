/** Something under way that can be stopped: {@link createWork}. */
export interface Work {
  isOver: boolean;
  /** Ends each call that it waits for. */
  readonly calls: Set<EndCall>;
}

/** What is to be done when a call is over, by itself or because it was stopped: take listeners off, abort. */
export type EndCall = (isStopped: boolean) => void;

/** Resolves when it is due, unless the work is stopped before. */
export type Until = (work: Work, isDue: () => unknown) => Promise<void>;

export const createWork = (): Work => ({ isOver: false, calls: new Set() });

/** Stops work and the calls that it waits for. Does nothing once it is over. */
export function stop(work: Work): void {
  work.isOver = true;
  for (const endCall of work.calls) {
    work.calls.delete(endCall);
    endCall(true);
  }
}

/**
 * A promise of a callback-style call. The first callback settles it, later ones are ignored. Once the work was stopped, callbacks are
 * ignored too: the promise stays pending, and code that awaits it goes no further. Work that is over calls nothing.
 */
export function cancellable<Result>(
  work: Work,
  call: (resolve: (result: Result) => void, reject: (error: Error) => void) => EndCall | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (work.isOver) return;
    let end: EndCall | undefined;
    const endCall = (isStopped: boolean) => {
      try {
        end?.(isStopped);
      } catch {
        // A platform that fails to abort must not keep the work from ending.
      }
    };
    const ending =
      <Value>(settle: (value: Value) => void) =>
      (value: Value) => {
        if (!work.calls.delete(endCall)) return;
        endCall(false);
        settle(value);
      };
    work.calls.add(endCall);
    end = call(ending(resolve), ending(reject));
    // Called back, or stopped, before the call returned: its end was not known yet.
    if (!work.calls.has(endCall)) endCall(work.isOver);
  });
}
