import { cancellable, createWork, type Work } from "./cancellable";
import { createEvents } from "./events";
import type { Job } from "./job";
import type { Obstacle } from "./platform";
import type { UploaderOptions } from "./uploader-options";

/** All jobs that are not over, and what they wait for. */
export interface Queue {
  readonly options: UploaderOptions;
  /** What ends with the uploader. */
  readonly life: Work;
  /** In order. */
  readonly jobs: readonly Job[];
  /** Takes a job in until it is over. */
  add(job: Job): void;
  /** What stands in the way of every request now. */
  readonly obstacles: ReadonlySet<Obstacle>;
  /** Resolves when it is due, which is looked at soon and after every `wake`. */
  until(work: Work, isDue: () => unknown): Promise<void>;
  wake(): void;
}

export function createQueue(options: UploaderOptions): Queue {
  const jobs: Job[] = [];
  const obstacles = new Set<Obstacle>();
  const { on, emit } = createEvents<{ wake: undefined }>();
  let unwatch = () => {};

  // Not in the caller's turn: it has its task before it hears of it, and files queued in one turn are seen together.
  const wake = () => void Promise.resolve().then(() => emit("wake", undefined));

  return {
    options,
    life: createWork(),
    jobs,
    add(job) {
      if (jobs.push(job) === 1) {
        unwatch = options.platform.watch((obstacle, isThere) => {
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
    },
    obstacles,
    until: (work, isDue) =>
      cancellable<void>(work, (resolve) => {
        wake();
        return on("wake", () => isDue() && resolve());
      }),
    wake,
  };
}
