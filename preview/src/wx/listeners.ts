import type { Listeners } from "./environment.ts";

export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    add: (listener) => void listeners.add(listener),
    remove: (listener) => (listener === undefined ? listeners.clear() : void listeners.delete(listener)),
    tell: (event) => {
      for (const listener of [...listeners]) listener(event);
    },
  };
}
