import { cancellable } from "./cancellable";
import { createEvents } from "./events";
import type { Job } from "./job";
import type { Platform } from "./platform";

/** Why no request can succeed now. */
export type Obstacle = "waiting_for_network" | "waiting_for_foreground";

/** Whether requests can succeed, as far as the platform tells. */
export interface Connectivity {
  /** Undefined if nothing stands in the way. */
  obstacle(): Obstacle | undefined;
  /** Resolves when nothing stands in the way any more; until then the job shows what does. */
  untilClear(job: Pick<Job, "show" | "signal">): Promise<void>;
  /** Begins to listen; does nothing if it does. */
  watch(): void;
  /** Stops listening and forgets what it heard. */
  unwatch(): void;
}

export function createConnectivity(platform: Pick<Platform, "watchNetwork" | "watchForeground">): Connectivity {
  const events = createEvents<{ change: undefined }>();
  const obstacles = new Set<Obstacle>();
  let stops: ReadonlyArray<() => void> = [];

  const obstacle = () => [...obstacles][0];
  const note = (name: Obstacle) => (isGone: boolean) => {
    obstacles[isGone ? "delete" : "add"](name);
    events.emit("change", undefined);
  };

  return {
    obstacle,
    async untilClear({ show, signal }) {
      for (let name = obstacle(); name; name = obstacle()) {
        show({ name });
        await cancellable<undefined>(signal, (resolve) => ({ release: events.on("change", resolve) }));
      }
    },
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
