import { type CancelScope, cancellable } from "./cancel-scope";
import { createEvents } from "./events";
import { createMultipartHost } from "./multipart-host";
import type { MultipartSender } from "./multipart-sender";
import type { Obstacle } from "./platform";
import { type PreparedFile, prepareFile } from "./prepare-file";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { UploadError } from "./upload-error";
import type { UploadResult } from "./upload-result";
import type { UploadRun } from "./upload-run";
import type { UploaderOptions } from "./uploader-options";

/** What executes the runs of an uploader: {@link createQueue}. */
export interface Queue {
  /** Adds a run. Resolves when COS has stored the file and the next one may be sent, and never if the run is closed before. */
  start(run: UploadRun): Promise<UploadResult>;
  readonly multipart: MultipartSender | undefined;
}

/**
 * Executes runs. Files are prepared ahead, up to `concurrency` at a time, and sent in order: no file overtakes one that is still being
 * prepared.
 */
export function createQueue(options: UploaderOptions): Queue {
  const { concurrency = 3 } = options;
  /** All that are not over, in order. */
  const runs: UploadRun[] = [];
  const obstacles = new Set<Obstacle>();
  const changes = createEvents<void>();
  const sign = createSigner(options, runs, waitUntil);
  const multipart = options.multipart?.connect(createMultipartHost(options, obstacles, waitUntil));
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

  /** Removes a run, unless it has been removed. */
  function remove(run: UploadRun): void {
    const index = runs.indexOf(run);
    if (index < 0) return;
    runs.splice(index, 1);
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
    // Once COS has the file, it is too late for a failure.
    const fail = () => runs.includes(run) && run.fail(new UploadError("timeout", `fileTimeoutMs is ${fileTimeoutMs}`));
    void options.platform.delay(run, fileTimeoutMs).then(fail);
  }

  async function start(run: UploadRun): Promise<UploadResult> {
    add(run);
    await waitUntil(run, () => mayPrepare(run));
    const prepared = run.prepared ?? (await prepareFile(run, run.file, run.options, run.showState));
    const isNew = run.prepared === undefined;
    run.prepared = prepared;
    if (isNew && !maySend(run)) run.showState({ name: "queued" });
    await waitUntil(run, () => maySend(run));
    startFileTimeout(run);
    const result =
      (await sendInParts(run, prepared)) ?? (await transferFile(run, prepared, obstacles, waitUntil, sign));
    remove(run);
    return result;
  }

  /** Sends a file in parts. If the server does not support that, resolves with undefined, and the file is sent as a form. */
  async function sendInParts(run: UploadRun, prepared: PreparedFile): Promise<UploadResult | undefined> {
    if (prepared.method !== "multipart") return undefined;
    const { checkIntegrity = false } = run.options;
    const result = await multipart?.send(run, { ...prepared, checkIntegrity });
    run.prepared = { ...prepared, method: "post" };
    return result;
  }

  return { start, multipart };
}
