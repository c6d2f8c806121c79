import { cancellable, type Work } from "./cancellable";
import { createEvents } from "./events";
import type { Job } from "./job";
import type { Obstacle } from "./platform";
import { prepareFile } from "./prepare-file";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { UploadError } from "./upload-error";
import type { UploaderOptions, UploadResult } from "./uploader-options";

/**
 * Takes jobs to their end: prepared ahead, up to `concurrency` at a time, and sent in order, where none overtakes one that is still
 * being prepared.
 *
 * @param jobs all that are not over, in order: kept by the queue
 * @returns a function that takes in a job
 */
export function createQueue(options: UploaderOptions, jobs: Job[]): (job: Job) => Promise<UploadResult> {
  const { concurrency = 3 } = options;
  /** What stands in the way of every request now. */
  const obstacles = new Set<Obstacle>();
  const { on, emit } = createEvents<void>();
  const sign = createSigner(options, jobs, until);
  let unwatch: (() => void) | undefined;

  // Not in the caller's turn: it has its task before it hears of it, and files queued in one turn are seen together.
  async function wake(): Promise<void> {
    await undefined;
    emit();
  }

  /** Resolves when it is due, which is looked at soon and after every change. */
  function until(work: Work, isDue: () => unknown): Promise<void> {
    return cancellable<void>(work, (resolve) => {
      void wake();
      return on("change", () => isDue() && resolve());
    });
  }

  /** The phone is listened to only while there is something to send. */
  function add(job: Job): void {
    if (jobs.push(job) === 1) {
      unwatch = job.platform.watch((obstacle, isThere) => {
        obstacles[isThere ? "add" : "delete"](obstacle);
        void wake();
      });
    }
    job.calls.add(() => {
      jobs.splice(jobs.indexOf(job), 1);
      if (!jobs[0]) {
        unwatch?.();
        obstacles.clear();
      }
      void wake();
    });
  }

  function hasTurn(job: Job): boolean {
    const index = jobs.indexOf(job);
    return index < concurrency && jobs.slice(0, index).every(({ file }) => file);
  }

  return async function start(job) {
    add(job);
    await until(job, () => jobs.filter(({ file }) => !file).indexOf(job) < concurrency);
    if (!job.file) {
      job.file = await prepareFile(job);
      if (!hasTurn(job)) job.show({ name: "queued" });
    }
    await until(job, () => hasTurn(job));
    if (job.fileTimeoutMs) {
      const fail = () => job.fail(new UploadError("timeout", `fileTimeoutMs is ${job.fileTimeoutMs}`));
      void job.platform.delay(job, job.fileTimeoutMs).then(fail);
    }
    return transferFile(job, job.file, obstacles, until, sign);
  };
}
