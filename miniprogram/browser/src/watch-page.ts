import type { Platform } from "../../src/uploader/index";

export interface PageWatch {
  /** Call it when a request got no response. In a hidden page the system may have stopped it. */
  onNoResponse(): void;
  stop(): void;
}

/** How often the network is checked again while it is missing, and how long a hidden page waits after its first failure. */
const RECHECK_MS = 5_000;

/**
 * Reports obstacles from the browser's events. A hidden page continues to upload, because browsers allow it; phones may stop it nevertheless.
 * So the first request that fails in a hidden page waits until the page is visible again, or until it has run for another 5 s: then the
 * system has not stopped it, and failures count as elsewhere.
 */
export function watchPage(report: Parameters<Platform["watch"]>[0]): PageWatch {
  let hasWaited = false;
  let showTimer: ReturnType<typeof setTimeout> | undefined;

  const reportNetwork = () => report("waiting_for_network", navigator.onLine === false);

  function endWait(): void {
    clearTimeout(showTimer);
    report("waiting_for_foreground", false);
  }

  function onVisibility(): void {
    if (document.visibilityState === "hidden") return;
    hasWaited = false;
    endWait();
  }

  window.addEventListener("online", reportNetwork);
  window.addEventListener("offline", reportNetwork);
  document.addEventListener("visibilitychange", onVisibility);
  // Phones lose events, above all those of a page that was frozen.
  const networkTimer = setInterval(reportNetwork, RECHECK_MS);
  reportNetwork();
  return {
    onNoResponse() {
      if (document.visibilityState !== "hidden" || hasWaited) return;
      hasWaited = true;
      report("waiting_for_foreground", true);
      showTimer = setTimeout(endWait, RECHECK_MS);
    },
    stop() {
      clearTimeout(showTimer);
      clearInterval(networkTimer);
      window.removeEventListener("online", reportNetwork);
      window.removeEventListener("offline", reportNetwork);
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}
