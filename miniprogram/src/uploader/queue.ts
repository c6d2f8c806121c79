import type { Job } from "./job";

export interface QueueOptions {
  /** Most jobs that are prepared at a time, and most that are sent. */
  readonly concurrency: number;
  /** Begins a job; it asks for its `turn` when it is ready to be sent. */
  run(job: Job): void;
  /** Called after every move. */
  onAdvance(): void;
}

export interface Queue {
  add(job: Job): void;
  remove(job: Job): void;
  /** Resolves when the job may be sent. */
  turn(job: Job): Promise<void>;
  jobs(): readonly Job[];
}

/** Jobs are prepared ahead and sent in order: one that is still being prepared is not overtaken. */
export function createQueue({ concurrency, run, onAdvance }: QueueOptions): Queue {
  let jobs: readonly Job[] = [];
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

  return {
    add(job) {
      jobs = [...jobs, job];
      wake();
    },
    remove(job) {
      jobs = jobs.filter((other) => other !== job);
      wake();
    },
    turn: (job) =>
      new Promise((resolve) => {
        job.step = "ready";
        job.begin = resolve;
        wake();
      }),
    jobs: () => jobs,
  };
}
