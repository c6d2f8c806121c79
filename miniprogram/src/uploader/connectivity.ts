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
  const obstacles = new Set<Obstacle>();
  let stops: ReadonlyArray<() => void> = [];

  const note = (obstacle: Obstacle) => (isGone: boolean) => {
    if (isGone) obstacles.delete(obstacle);
    else obstacles.add(obstacle);
    for (const wake of [...waiting]) wake();
  };

  return {
    obstacle: () => [...obstacles][0],
    changed: (signal) =>
      cancellable<void>(signal, (resolve) => {
        waiting.add(resolve);
        return { release: () => waiting.delete(resolve) };
      }),
    watch() {
      if (stops.length > 0) return;
      stops = [
        platform.watchNetwork(note("waiting_for_network")),
        platform.watchForeground(note("waiting_for_foreground")),
      ];
    },
    unwatch() {
      for (const stop of stops) stop();
      stops = [];
      obstacles.clear();
    },
  };
}
