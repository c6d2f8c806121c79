import { asUploadError } from "./as-upload-error";
import { type Cancellation, type CancelSignal, createCancellation } from "./cancel-signal";
import { cancellable } from "./cancellable";
import { type Job, usableSignature } from "./job";
import { GATHERING_MS, MAX_BATCH_FILES } from "./limits";
import type { Platform } from "./platform";
import type { Signature } from "./sign-answer";
import type { UploadError } from "./upload-error";

export interface SignerOptions {
  readonly platform: Pick<Platform, "delay">;
  /** All jobs, in order: those behind are signed along with those whose turn it is. */
  jobs(): readonly Job[];
  /** Signatures for 1 to 20 jobs' files of one method, in their order. */
  request(jobs: readonly Job[], signal: CancelSignal): Promise<Signature[]>;
}

export interface Signer {
  /** @throws what `request` throws */
  sign(job: Job): Promise<Signature>;
  /** To be told when jobs have come, moved or gone. */
  arrange(): void;
}

/** Gets signatures for files that want them at the same time with one request, and those of the files behind them too. */
export function createSigner({ platform, jobs, request }: SignerOptions): Signer {
  let gathering: Cancellation | undefined;

  const waiting = () => jobs().filter(({ demand, cancelFlight }) => demand && !cancelFlight);

  /** Asks soon, or, while files are being checked, when those had time to come. */
  function arrange(): void {
    const isWaiting = waiting().length > 0;
    if (isWaiting && !gathering) {
      gathering = createCancellation();
      platform
        .delay(GATHERING_MS, gathering.signal)
        .catch(() => {})
        .then(ask);
    }
    if (!isWaiting || jobs().every(({ file }) => file)) gathering?.cancel();
  }

  function ask(): void {
    gathering = undefined;
    for (const first of waiting()) {
      const joins = (job: Job) =>
        !job.cancelFlight &&
        !job.signsAlone &&
        job.file?.method === first.file?.method &&
        (job.demand || (job.step === "ready" && !usableSignature(job)));
      // Unless it went along with one before it.
      if (!first.cancelFlight) void fly(first.signsAlone ? [first] : jobs().filter(joins).slice(0, MAX_BATCH_FILES));
    }
  }

  async function fly(batch: readonly Job[]): Promise<void> {
    const { signal, cancel } = createCancellation();
    for (const job of batch) job.cancelFlight = cancel;
    try {
      const signatures = await request(batch, signal);
      batch.forEach((job, index) => {
        job.signature = signatures[index];
        job.mayBeStored = false;
        if (job.signature) job.demand?.resolve(job.signature);
      });
    } catch (cause) {
      const error = asUploadError(cause, "sign");
      for (const job of batch) {
        if (batch.length > 1 && mayBeForOne(error)) job.signsAlone = true;
        // Given up as nobody wanted it: who wants it since then asks anew.
        else if (!signal.cancelled) job.demand?.reject(error);
      }
    }
    for (const job of batch) job.cancelFlight = undefined;
    arrange();
  }

  return {
    arrange,
    sign: (job) =>
      cancellable(job.signal, (resolve, reject) => {
        job.demand = { resolve, reject };
        arrange();
        return {
          release() {
            const { cancelFlight } = job;
            job.demand = undefined;
            // The last that wanted it: what is on the way is given up.
            if (!jobs().some((other) => other.demand && other.cancelFlight === cancelFlight)) cancelFlight?.();
            arrange();
          },
        };
      }),
  };
}

/** Other statuses say nothing about any one file: asking for each by itself would get the same. */
function mayBeForOne({ code, status }: UploadError): boolean {
  return code === "sign_refused" && /^4(?!0[138]|2[59])/.test(`${status}`);
}
