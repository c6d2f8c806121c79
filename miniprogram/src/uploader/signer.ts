import { createWork, stop, type Until } from "./cancellable";
import { type Job, usableSignature } from "./job";
import type { Signature } from "./sign-answer";
import { requestSignatures } from "./sign-client";
import { UploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** Most files in one request for signatures. */
const MAX_BATCH_FILES = 20;

/** How long the first file's signature waits for other files that are still being checked. */
const GATHERING_MS = 100;

/** Refusals that may be for one file. Others say nothing about any: asking for each by itself would get the same. */
const MAYBE_FOR_ONE = /^sign_refused4(?!0[138]|2[59])/;

/**
 * Gets signatures for files that want them at the same time with one request, and those of the files behind them too.
 *
 * @returns a function that gives a job's signature, and throws what {@link requestSignatures} does
 */
export function createSigner(
  options: UploaderOptions,
  jobs: readonly Job[],
  until: Until,
): (job: Job) => Promise<Signature> {
  function fly(batch: readonly Job[]): void {
    const work = createWork();
    const flight = requestSignatures(options, batch, work).then(
      (signatures) => {
        for (const [index, job] of batch.entries()) {
          job.flight = undefined;
          job.signature = signatures[index];
        }
      },
      (cause) => {
        const isForOne = batch[1] && cause instanceof UploadError && MAYBE_FOR_ONE.test(cause.code + cause.status);
        for (const job of batch) {
          job.flight = undefined;
          if (isForOne && !job.isOver) fly([job]);
        }
        if (!isForOne) throw cause;
      },
    );
    // Those behind are told when they ask.
    flight.catch(() => {});
    for (const job of batch) {
      job.flight = flight;
      // Given up with the last that it is for.
      job.calls.add(() => batch.every(({ isOver }) => isOver) && stop(work));
    }
  }

  return async function sign(job): Promise<Signature> {
    // What became of bytes sent with a signature that is past can't be told any more.
    job.signature = undefined;
    const isReady = () => job.flight || jobs.every(({ file }) => file);
    await Promise.race([options.platform.delay(job, GATHERING_MS), until(job, isReady)]);
    // One whose bytes may be stored asks by itself: another key would make another object.
    const joins = (other: Job) =>
      !other.flight &&
      !other.signature?.mayBeStored &&
      !usableSignature(other) &&
      other.file?.method === job.file?.method;
    // Unless it went along with one before it.
    if (!job.isOver && joins(job)) fly(jobs.filter(joins).slice(0, MAX_BATCH_FILES));
    // A job that is over by then goes on to calls that do nothing.
    await job.flight;
    return usableSignature(job) ?? sign(job);
  };
}
