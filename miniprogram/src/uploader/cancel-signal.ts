/** Tells work in progress that nobody wants its result any more. */
export interface CancelSignal {
  readonly cancelled: boolean;
  /** Calls `listener` once, when cancelled; never if that was before. Gives a function that stops listening. */
  onCancel(listener: () => void): () => void;
}

export interface Cancellation {
  readonly signal: CancelSignal;
  /** Cancels; further calls do nothing. */
  cancel(): void;
}

/** A signal and the switch that sets it off. Mini programs have no AbortController. */
export function createCancellation(): Cancellation {
  const listeners = new Set<() => void>();
  const signal = {
    cancelled: false,
    onCancel(listener: () => void) {
      if (!signal.cancelled) listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    signal,
    cancel() {
      signal.cancelled = true;
      for (const listener of listeners) {
        listeners.delete(listener);
        listener();
      }
    },
  };
}
