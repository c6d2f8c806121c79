import { type CancelScope, cancellable } from "./cancel-scope";
import { createEvents } from "./events";
import type { Obstacle } from "./platform";
import { prepareFile } from "./prepare-file";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { UploadError } from "./upload-error";
import type { UploadRun } from "./upload-run";
import type { UploaderOptions, UploadResult } from "./uploader-options";

/**
 * Executes runs. Files are prepared ahead, up to `concurrency` at a time, and sent in order: no file overtakes one that is still being
 * prepared.
 *
 * @param runs all that are not over, in order; the queue maintains it
 * @returns a function that adds a run
 */
export function createQueue(options: UploaderOptions, runs: UploadRun[]): (run: UploadRun) => Promise<UploadResult> {
  const { concurrency = 3 } = options;
  /** Why no request can succeed at the moment. */
  const obstacles = new Set<Obstacle>();
  const changes = createEvents<void>();
  const sign = createSigner(options, runs, waitUntil);
  let unwatch: (() => void) | undefined;

  // Asynchronous: the caller receives its task before the first event, and files queued in one turn are handled together.
  async function notifyChange(): Promise<void> {
    await undefined;
    changes.emit();
  }

  /** Resolves when the condition holds. It is checked soon and after every change. */
  function waitUntil(scope: CancelScope, condition: () => boolean): Promise<void> {
    return cancellable<void>(scope, (resolve) => {
      void notifyChange();
      return changes.on("change", () => condition() && resolve());
    });
  }

  function setObstacle(obstacle: Obstacle, isThere: boolean): void {
    if (isThere) obstacles.add(obstacle);
    else obstacles.delete(obstacle);
    void notifyChange();
  }

  /** Adds a run. The platform is watched only while there are runs. */
  function add(run: UploadRun): void {
    runs.push(run);
    if (runs.length === 1) unwatch = options.platform.watch(setObstacle);
    run.cleanUps.add(() => remove(run));
  }

  function remove(run: UploadRun): void {
    runs.splice(runs.indexOf(run), 1);
    if (runs.length === 0) {
      unwatch?.();
      obstacles.clear();
    }
    void notifyChange();
  }

  function mayPrepare(run: UploadRun): boolean {
    return runs.filter(({ prepared }) => !prepared).indexOf(run) < concurrency;
  }

  function maySend(run: UploadRun): boolean {
    const index = runs.indexOf(run);
    return index < concurrency && runs.slice(0, index).every(({ prepared }) => prepared);
  }

  function startFileTimeout(run: UploadRun): void {
    const { fileTimeoutMs } = run.options;
    if (!fileTimeoutMs) return;
    const fail = () => run.fail(new UploadError("timeout", `fileTimeoutMs is ${fileTimeoutMs}`));
    void options.platform.delay(run, fileTimeoutMs).then(fail);
  }

  return async function start(run) {
    add(run);
    await waitUntil(run, () => mayPrepare(run));
    const prepared = run.prepared ?? (await prepareFile(run, run.file, run.options, run.showState));
    const isNew = run.prepared === undefined;
    run.prepared = prepared;
    if (isNew && !maySend(run)) run.showState({ name: "queued" });
    await waitUntil(run, () => maySend(run));
    startFileTimeout(run);
    return transferFile(run, prepared, obstacles, waitUntil, sign);
  };
}
