/** Work under way that can be cancelled as a whole: {@link createCancelScope}. */
export interface CancelScope {
  /** Whether the work is over, by itself or because it was cancelled. */
  isClosed: boolean;
  /** What ends the calls that the work waits for. */
  readonly cleanUps: Set<CleanUp>;
}

/** Ends a call: removes its listeners, and aborts it if it was cancelled. */
export type CleanUp = (isCancelled: boolean) => void;

/** Resolves when the condition holds, unless the scope is closed before. */
export type WaitUntil = (scope: CancelScope, condition: () => boolean) => Promise<void>;

/** A new scope, which is open. */
export const createCancelScope = (): CancelScope => ({ isClosed: false, cleanUps: new Set() });

/** Closes a scope, and cancels the calls that are pending in it. Does nothing to a closed one. */
export function closeScope(scope: CancelScope): void {
  scope.isClosed = true;
  for (const cleanUp of scope.cleanUps) {
    scope.cleanUps.delete(cleanUp);
    cleanUp(true);
  }
}

/**
 * Makes a promise of a call with callbacks, which closing the scope cancels.
 *
 * The first callback settles the promise, later ones are ignored. Once the scope is closed, callbacks are ignored too: the promise
 * stays pending, so that code which awaits it goes no further. In a closed scope nothing is called.
 *
 * @param start begins the call, and returns what ends it
 * @example
 * const location = await cancellable<Location>(scope, (resolve, reject) => {
 *   const request = locate({ success: resolve, fail: reject });
 *   return (isCancelled) => isCancelled && request.abort();
 * });
 */
export function cancellable<Result>(
  scope: CancelScope,
  start: (resolve: (result: Result) => void, reject: (error: Error) => void) => CleanUp | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    if (scope.isClosed) return;
    let end: CleanUp | undefined;
    const cleanUp = (isCancelled: boolean) => {
      try {
        end?.(isCancelled);
      } catch {
        // A platform that fails to abort must not keep the work from ending.
      }
    };
    const once =
      <Value>(settle: (value: Value) => void) =>
      (value: Value) => {
        if (!scope.cleanUps.delete(cleanUp)) return;
        cleanUp(false);
        settle(value);
      };
    scope.cleanUps.add(cleanUp);
    end = start(once(resolve), once(reject));
    // The call settled, or the scope was closed, before `end` was known.
    if (!scope.cleanUps.has(cleanUp)) cleanUp(scope.isClosed);
  });
}
