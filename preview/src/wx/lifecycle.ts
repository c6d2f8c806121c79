import type { LaunchOptions } from "../host/launch-options.ts";
import type { AppLifecycle, Listeners } from "./environment.ts";
import type { Network } from "./network/network.ts";

/** Creates the app's lifecycle. The app is in the background while the browser hides the page. */
export function createLifecycle(page: Document, network: Network, launch: LaunchOptions): AppLifecycle {
  const onShow = createListeners<object>();
  const onHide = createListeners<object>();
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "hidden") {
      network.enterBackground();
      onHide.notify({ reason: 0 });
    } else {
      network.enterForeground();
      onShow.notify({ ...launch });
    }
  });
  return { onShow, onHide };
}

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
