import type { Job } from "./job";
import { prepareFile } from "./prepare-file";
import type { Queue } from "./queue";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { asUploadError, UploadError } from "./upload-error";

/**
 * Takes jobs from their place in the queue to their end: prepared ahead, up to `concurrency` at a time, and sent in order, where none
 * overtakes one that is still being prepared.
 */
export function createRunner(queue: Queue): (job: Job) => void {
  const { options, jobs, until, wake } = queue;
  const { platform, concurrency = 3 } = options;
  const sign = createSigner(queue);

  const mayBePrepared = (job: Job) => jobs.filter(({ file }) => !file).indexOf(job) < concurrency;
  const hasTurn = (job: Job) => {
    const ahead = jobs.slice(0, jobs.indexOf(job));
    return ahead.length < concurrency && ahead.every(({ file }) => file);
  };
  const fail = (job: Job, cause: unknown) => job.end({ name: "failed", error: asUploadError(cause, job.stage) });

  async function run(job: Job): Promise<void> {
    const { fileTimeoutMs } = job.options;
    await until(job, () => mayBePrepared(job));
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
    job.end({ name: "done", result: await transferFile(job, job.file, queue, sign) });
  }

  return (job) => run(job).catch((cause) => fail(job, cause));
}
