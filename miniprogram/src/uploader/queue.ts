import type { Connectivity } from "./connectivity";
import type { Job } from "./job";
import { UsageError } from "./usage-error";

export interface QueueOptions {
  /** Most jobs that are prepared at a time, and most that are sent. */
  readonly concurrency: number;
  /** Listens while there are jobs. */
  readonly connectivity: Connectivity;
  /** Begins a job; it asks for its `turn` when it is ready to be sent. */
  run(job: Job): void;
  /** Called after every move. */
  onAdvance(): void;
}

export interface Queue {
  /** @throws {UsageError} after `close()` */
  add(job: Job): void;
  remove(job: Job): void;
  /** Resolves when the job may be sent. */
  turn(job: Job): Promise<void>;
  jobs(): readonly Job[];
  cancelAll(): void;
  /** Cancels every job and takes no more. */
  close(): void;
}

/** Jobs are prepared ahead and sent in order: one that is still being prepared is not overtaken. */
export function createQueue({ concurrency, connectivity, run, onAdvance }: QueueOptions): Queue {
  let jobs: readonly Job[] = [];
  let isClosed = false;
  const at = (...steps: Job["step"][]) => jobs.filter(({ step }) => steps.includes(step));
  // Not in the caller's turn: it has its task before it hears of it, and files queued in one turn are seen together.
  const wake = () => void Promise.resolve().then(advance);

  function advance(): void {
    for (const job of at("new").slice(0, concurrency - at("preparing").length)) {
      job.step = "preparing";
      run(job);
    }
    for (const job of at("new", "preparing", "ready")) {
      if (job.step !== "ready" || at("sending").length >= concurrency) break;
      job.step = "sending";
      job.begin?.();
    }
    for (const job of at("ready")) job.show({ name: "queued" });
    onAdvance();
  }

  function cancelAll(): void {
    for (const job of jobs) job.end({ name: "cancelled" });
  }

  return {
    add(job) {
      if (isClosed) throw new UsageError("this uploader is closed; make another with createUploader()");
      jobs = [...jobs, job];
      connectivity.watch();
      wake();
    },
    remove(job) {
      jobs = jobs.filter((other) => other !== job);
      if (jobs.length === 0) connectivity.unwatch();
      wake();
    },
    turn: (job) =>
      new Promise((resolve) => {
        job.step = "ready";
        job.begin = resolve;
        wake();
      }),
    jobs: () => jobs,
    cancelAll,
    close() {
      isClosed = true;
      cancelAll();
    },
  };
}
