import type { Listeners } from "./environment.ts";

/** Creates an empty list of listeners. */
export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    add: (listener) => void listeners.add(listener),
    remove: (listener) => (listener === undefined ? listeners.clear() : void listeners.delete(listener)),
    notify: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
  };
}
