import { type Callbacks, succeed } from "../call.ts";
import { createListeners } from "../listeners.ts";

interface NetworkStatus {
  readonly isConnected: boolean;
  readonly networkType: string;
}

/** `wx.getNetworkType` and `wx.onNetworkStatusChange`. A browser on a desk is on wifi as far as anybody can tell. */
export function createNetworkType(browser: Window & { readonly navigator: Navigator }) {
  const changed = createListeners<NetworkStatus>();
  const status = (): NetworkStatus => {
    const isConnected = browser.navigator.onLine;
    return { isConnected, networkType: isConnected ? connectionType(browser.navigator) : "none" };
  };
  for (const event of ["online", "offline"]) browser.addEventListener(event, () => changed.tell(status()));
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

/** The Network Information API, where a browser has it, knows of mobile data. */
function connectionType(navigator: Navigator): string {
  const connection: unknown = Reflect.get(navigator, "connection");
  const type: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "type") : "wifi";
  return type === "cellular" ? "4g" : "wifi";
}
