import { type Callbacks, succeed } from "../call.ts";
import { createListeners } from "../lifecycle.ts";

interface NetworkStatus {
  readonly isConnected: boolean;
  readonly networkType: string;
}

/** Creates `wx.getNetworkType` and `wx.onNetworkStatusChange`. A browser that does not report its connection counts as on Wi-Fi. */
export function createNetworkType(browser: Window & { readonly navigator: Navigator }) {
  const changed = createListeners<NetworkStatus>();
  const status = (): NetworkStatus => {
    const isConnected = browser.navigator.onLine;
    return { isConnected, networkType: isConnected ? connectionType(browser.navigator) : "none" };
  };
  for (const event of ["online", "offline"]) browser.addEventListener(event, () => changed.notify(status()));
  return {
    getNetworkType: (option?: Callbacks<object>) =>
      succeed("getNetworkType", option, {
        networkType: status().networkType,
        signalStrength: 0,
        hasSystemProxy: false,
      }),
    onNetworkStatusChange: changed.add,
    offNetworkStatusChange: changed.remove,
  };
}

/** Detects mobile data with the Network Information API, in browsers that have it. */
function connectionType(navigator: Navigator): string {
  const connection: unknown = Reflect.get(navigator, "connection");
  const type: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "type") : "wifi";
  return type === "cellular" ? "4g" : "wifi";
}
