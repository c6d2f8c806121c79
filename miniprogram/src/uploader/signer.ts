import { createAuthorizedRequest } from "./authorized-request";
import { createWork, stop, type Until, type Work } from "./cancellable";
import { type Job, usableSignature } from "./job";
import type { Signature } from "./sign-answer";
import { requestSignatures } from "./sign-client";
import { asUploadError } from "./upload-error";
import type { UploaderOptions } from "./uploader-options";

/** Most files in one request for signatures. */
const MAX_BATCH_FILES = 20;

/** How long the first file's signature waits for other files that are still being checked. */
const GATHERING_MS = 100;

/** Refusals that may be for one file. Others say nothing about any: asking for each by itself would get the same. */
const MAYBE_FOR_ONE = /^sign_refused4(?!0[138]|2[59])/;

/** A request for signatures. */
export interface Flight extends Pick<Work, "isOver"> {
  error?: unknown;
}

/**
 * Gets signatures for files that want them at the same time with one request, and those of the files behind them too.
 *
 * @returns a function that gives a job's signature, and throws what {@link requestSignatures} does
 */
export function createSigner(
  options: UploaderOptions,
  jobs: readonly Job[],
  until: Until,
  wake: () => void,
  life: Work,
): (job: Job) => Promise<Signature> {
  const request = createAuthorizedRequest(options, life);
  let gathering: Promise<void> | undefined;

  /** Waits for the files that are being checked, though not for long. */
  async function gather(): Promise<void> {
    const work = createWork();
    await Promise.race([options.platform.delay(work, GATHERING_MS), until(work, () => jobs.every(({ file }) => file))]);
    stop(work);
    gathering = undefined;
  }

  async function fly(batch: readonly Job[]): Promise<void> {
    const flight: Work & Flight = createWork();
    for (const job of batch) {
      job.flight = flight;
      // Given up with the last that it is for.
      job.calls.add(() => batch.every(({ isOver }) => isOver) && stop(flight));
    }
    try {
      const signatures = await requestSignatures(options, request, flight, batch);
      batch.forEach((job, index) => {
        job.signature = signatures[index];
        job.mayBeStored = false;
      });
    } catch (cause) {
      const error = asUploadError(cause, "sign");
      flight.error = error;
      if (batch[1] && MAYBE_FOR_ONE.test(error.code + error.status)) {
        for (const job of batch) if (!job.isOver) void fly([job]);
      }
    }
    stop(flight);
    wake();
  }

  return async function sign(job): Promise<Signature> {
    gathering = gathering ?? gather();
    await gathering;
    const joins = (other: Job) =>
      other.flight.isOver && other.file?.method === job.file?.method && !usableSignature(other);
    // Unless it went along with one before it.
    if (job.flight.isOver && !job.isOver) void fly(jobs.filter(joins).slice(0, MAX_BATCH_FILES));
    await until(job, () => job.flight.isOver);
    if (job.flight.error) throw job.flight.error;
    return usableSignature(job) ?? sign(job);
  };
}
