/** Listeners by the name of what they hear. */
export interface Events<EventMap> {
  /** Gives a function that stops the listener. */
  on<Name extends keyof EventMap>(name: Name, listener: (event: EventMap[Name]) => void): () => void;
  emit<Name extends keyof EventMap>(name: Name, event: EventMap[Name]): void;
}

/** A listener that throws is reported as an unhandled rejection: its mistake fails nobody's upload. */
export function createEvents<EventMap>(): Events<EventMap> {
  const listeners: { [Name in keyof EventMap]?: Set<(event: EventMap[Name]) => void> } = {};
  return {
    on(name, listener) {
      const heard = listeners[name] ?? new Set();
      listeners[name] = heard.add(listener);
      return () => heard.delete(listener);
    },
    emit(name, event) {
      for (const listener of [...(listeners[name] ?? [])]) {
        void new Promise<void>((resolve) => resolve(listener(event)));
      }
    },
  };
}
