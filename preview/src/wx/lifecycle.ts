import type { AppLifecycle } from "./environment.ts";
import { createListeners } from "./listeners.ts";
import type { Network } from "./network/network.ts";

/** The app is in the background while nobody sees the page. */
export function createLifecycle(page: Document, network: Network): AppLifecycle {
  const onShow = createListeners<object>();
  const onHide = createListeners<object>();
  page.addEventListener("visibilitychange", () => {
    if (page.visibilityState === "hidden") {
      network.enterBackground();
      onHide.tell({ reason: 0 });
    } else {
      network.enterForeground();
      onShow.tell({ path: "", query: {}, scene: 1001, referrerInfo: {} });
    }
  });
  return { onShow, onHide };
}
