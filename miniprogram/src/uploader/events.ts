/** Listeners of the event `change`. */
export interface Events<Event> {
  /** Adds a listener, and returns a function that removes it. */
  on(name: "change", listener: (event: Event) => void): () => void;
  /** Calls every listener with the event. */
  emit(event: Event): void;
}

/** Creates a list of listeners. A listener that throws causes an unhandled rejection and does not affect any upload. */
export function createEvents<Event>(): Events<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    on(_name, listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit(event) {
      [...listeners].forEach(async (listener) => listener(event));
    },
  };
}
