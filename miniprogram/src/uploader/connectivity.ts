import type { CancelSignal } from "./cancel-signal";
import { cancellable } from "./cancellable";
import type { Platform } from "./platform";

/** Why no request can succeed now. */
export type Obstacle = "waiting_for_network" | "waiting_for_foreground";

/** Whether requests can succeed, as far as the platform tells. */
export interface Connectivity {
  /** Undefined if nothing stands in the way. */
  obstacle(): Obstacle | undefined;
  /** Resolves at the next change. */
  changed(signal: CancelSignal): Promise<void>;
  /** Begins to listen; does nothing if it does. */
  watch(): void;
  /** Stops listening and forgets what it heard. */
  unwatch(): void;
}

export function createConnectivity(platform: Pick<Platform, "watchNetwork" | "watchForeground">): Connectivity {
  const waiting = new Set<() => void>();
  let isOnline = true;
  let isShown = true;
  let stops: ReadonlyArray<() => void> = [];

  function tell(): void {
    for (const wake of [...waiting]) wake();
  }

  return {
    obstacle() {
      // First what the person does first: nobody sees a network come back in the background.
      if (!isShown) return "waiting_for_foreground";
      return isOnline ? undefined : "waiting_for_network";
    },
    changed: (signal) =>
      cancellable<void>(signal, (resolve) => {
        const wake = () => resolve();
        waiting.add(wake);
        return { release: () => waiting.delete(wake) };
      }),
    watch() {
      if (stops.length > 0) return;
      const stopNetwork = platform.watchNetwork((online) => {
        isOnline = online;
        tell();
      });
      const stopForeground = platform.watchForeground((shown) => {
        isShown = shown;
        tell();
      });
      stops = [stopNetwork, stopForeground];
    },
    unwatch() {
      for (const stop of stops) stop();
      stops = [];
      isOnline = true;
      isShown = true;
    },
  };
}
