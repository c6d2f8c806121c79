import { type Callbacks, succeed } from "../call.ts";
import { createListeners } from "../lifecycle.ts";

interface Weakness {
  readonly weakNet: boolean;
  readonly networkType: string;
}

interface NetworkStatus {
  readonly isConnected: boolean;
  readonly networkType: string;
}

/**
 * Creates `wx.getNetworkType`, `wx.onNetworkStatusChange` and `wx.onNetworkWeakChange`. A browser that does not report its connection
 * counts as on good Wi-Fi.
 */
export function createNetworkType(browser: Window & { readonly navigator: Navigator }) {
  const changed = createListeners<NetworkStatus>();
  const status = (): NetworkStatus => {
    const isConnected = browser.navigator.onLine;
    return { isConnected, networkType: isConnected ? connectionType(browser.navigator) : "none" };
  };
  for (const event of ["online", "offline"]) browser.addEventListener(event, () => changed.notify(status()));
  const weakened = createListeners<Weakness>();
  let wasWeak = isWeak(browser.navigator);
  connectionOf(browser.navigator)?.addEventListener("change", () => {
    const weakNet = isWeak(browser.navigator);
    if (weakNet !== wasWeak) weakened.notify({ weakNet, networkType: status().networkType });
    wasWeak = weakNet;
  });
  return {
    getNetworkType: (option?: Callbacks<object>) =>
      succeed("getNetworkType", option, {
        networkType: status().networkType,
        signalStrength: 0,
        hasSystemProxy: false,
        weakNet: isWeak(browser.navigator),
      }),
    onNetworkStatusChange: changed.add,
    offNetworkStatusChange: changed.remove,
    onNetworkWeakChange: weakened.add,
    offNetworkWeakChange: weakened.remove,
  };
}

/** Detects mobile data. */
function connectionType(navigator: Navigator): string {
  return Reflect.get(connectionOf(navigator) ?? {}, "type") === "cellular" ? "4g" : "wifi";
}

/** Whether the browser measures a connection as slow as 2G. */
function isWeak(navigator: Navigator): boolean {
  const effectiveType: unknown = Reflect.get(connectionOf(navigator) ?? {}, "effectiveType");
  return effectiveType === "2g" || effectiveType === "slow-2g";
}

/** The Network Information API, in browsers that have it. */
function connectionOf(navigator: Navigator): EventTarget | undefined {
  const connection: unknown = Reflect.get(navigator, "connection");
  return connection instanceof EventTarget ? connection : undefined;
}
