/** A group of calls that can be cancelled together: {@link createCancelScope}. */
export interface CancelScope {
  /** Whether the work has ended or was cancelled. */
  isClosed: boolean;
  /** Functions that end the pending calls. */
  readonly cleanUps: Set<CleanUp>;
}

/** Ends a call: removes its listeners, and aborts it if it was cancelled. */
export type CleanUp = (isCancelled: boolean) => void;

/** Resolves when the condition holds, unless the scope is closed before. */
export type WaitUntil = (scope: CancelScope, condition: () => boolean) => Promise<void>;

/**
 * Creates an open scope.
 *
 * @example
 * const scope = createCancelScope();
 * const info = platform.getFileInfo(scope, { filePath });
 * closeScope(scope); // aborts the call; `info` stays pending
 */
export const createCancelScope = (): CancelScope => ({ isClosed: false, cleanUps: new Set() });

/** Closes a scope and cancels its pending calls. Does nothing if the scope is closed. */
export function closeScope(scope: CancelScope): void {
  scope.isClosed = true;
  for (const cleanUp of scope.cleanUps) {
    scope.cleanUps.delete(cleanUp);
    cleanUp(true);
  }
}

/**
 * Turns a call with callbacks into a promise. Closing the scope cancels the call.
 *
 * The first callback settles the promise, and later ones are ignored. After the scope is closed, all callbacks are ignored and the promise
 * stays pending, so code that awaits it does not continue. In a closed scope, `start` is never called.
 *
 * @param start starts the call, and returns a function that ends it
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
        // If the platform fails to abort, the work still has to end.
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
