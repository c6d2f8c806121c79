import type { CancelScope, WaitUntil } from "./cancel-scope";
import type { Obstacle } from "./platform";
import type { UploadState } from "./upload-state";

/** Why no request can succeed at the moment. */
export type Obstacles = ReadonlySet<Obstacle>;

/** Waits while there are obstacles, and shows each as a state. */
export async function waitForObstacles(
  { showState }: { showState(state: UploadState): void },
  scope: CancelScope,
  obstacles: Obstacles,
  waitUntil: WaitUntil,
): Promise<void> {
  for (const name of obstacles) {
    showState({ name });
    await waitUntil(scope, () => !obstacles.has(name));
  }
}
