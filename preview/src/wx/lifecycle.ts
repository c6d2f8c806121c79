import type { AppLifecycle } from "./environment.ts";
import { createListeners } from "./listeners.ts";
import type { Network } from "./network/network.ts";

/** Creates the app's lifecycle. The app is in the background while the browser hides the page. */
export function createLifecycle(page: Document, network: Network): AppLifecycle {
  const onShow = createListeners<object>();
  const onHide = createListeners<object>();
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "hidden") {
      network.enterBackground();
      onHide.notify({ reason: 0 });
    } else {
      network.enterForeground();
      onShow.notify({ path: "", query: {}, scene: 1001, referrerInfo: {} });
    }
  });
  return { onShow, onHide };
}
