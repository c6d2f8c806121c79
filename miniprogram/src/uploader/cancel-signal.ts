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
  let cancelled = false;
  return {
    signal: {
      get cancelled() {
        return cancelled;
      },
      onCancel(listener) {
        if (!cancelled) listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    cancel() {
      if (cancelled) return;
      cancelled = true;
      const called = [...listeners];
      listeners.clear();
      for (const listener of called) listener();
    },
  };
}
