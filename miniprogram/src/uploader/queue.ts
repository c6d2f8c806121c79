import { cancellable, type Work } from "./cancellable";
import { createEvents } from "./events";
import type { Job } from "./job";
import type { Obstacle } from "./platform";
import { prepareFile } from "./prepare-file";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { asUploadError, UploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

export interface Queue {
  /** All jobs that are not over, in order. */
  readonly jobs: readonly Job[];
  /**
   * Takes a job to its end: prepared ahead, up to `concurrency` at a time, and sent in order, where none overtakes one that is still
   * being prepared.
   */
  start(job: Job): void;
}

/** @param life what ends with the uploader */
export function createQueue(options: UploaderOptions, life: Work): Queue {
  const { platform, concurrency = 3 } = options;
  const jobs: Job[] = [];
  /** What stands in the way of every request now. */
  const obstacles = new Set<Obstacle>();
  const { on, emit } = createEvents<{ wake: undefined }>();
  const sign = createSigner(options, jobs, until, wake, life);
  let unwatch = () => {};

  // Not in the caller's turn: it has its task before it hears of it, and files queued in one turn are seen together.
  function wake(): void {
    void Promise.resolve().then(() => emit("wake", undefined));
  }

  /** Resolves when it is due, which is looked at soon and after every change. */
  function until(work: Work, isDue: () => unknown): Promise<void> {
    return cancellable<void>(work, (resolve) => {
      wake();
      return on("wake", () => isDue() && resolve());
    });
  }

  function add(job: Job): void {
    if (jobs.push(job) === 1) {
      unwatch = platform.watch((obstacle, isThere) => {
        obstacles[isThere ? "add" : "delete"](obstacle);
        wake();
      });
    }
    job.calls.add(() => {
      jobs.splice(jobs.indexOf(job), 1);
      if (jobs.length === 0) {
        unwatch();
        obstacles.clear();
      }
      wake();
    });
  }

  function hasTurn(job: Job): boolean {
    const ahead = jobs.slice(0, jobs.indexOf(job));
    return ahead.length < concurrency && ahead.every(({ file }) => file);
  }

  function fail(job: Job, cause: unknown): void {
    job.end({ name: "failed", error: asUploadError(cause, job.stage) });
  }

  async function run(job: Job): Promise<void> {
    const { fileTimeoutMs } = job.options;
    await until(job, () => jobs.filter(({ file }) => !file).indexOf(job) < concurrency);
    if (!job.file) {
      job.file = await prepareFile(job);
      wake();
      if (!hasTurn(job)) job.show({ name: "queued" });
    }
    await until(job, () => hasTurn(job));
    if (fileTimeoutMs) {
      const error = new UploadError("timeout", `not done in ${fileTimeoutMs} ms`);
      void platform.delay(job, fileTimeoutMs).then(() => fail(job, error));
    }
    job.end({ name: "done", result: await transferFile(job, job.file, obstacles, until, sign) });
  }

  return {
    jobs,
    start(job) {
      add(job);
      run(job).catch((cause) => fail(job, cause));
    },
  };
}
