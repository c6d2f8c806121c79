/** Listeners of one event, which goes by the name of `change`. */
export interface Events<Event> {
  /** Gives a function that stops the listener. */
  on(name: "change", listener: (event: Event) => void): () => void;
  emit(event: Event): void;
}

/** A listener that throws is reported as an unhandled rejection: its mistake fails nobody's upload. */
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
