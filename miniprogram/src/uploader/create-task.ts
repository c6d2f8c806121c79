import { createCancellation } from "./cancel-signal";
import { checkRetry } from "./check-usage";
import { createEvents } from "./events";
import { type Job, usableSignature } from "./job";
import type { Queue } from "./queue";
import { UploadError } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { UploadTask, UploadTaskEvents } from "./upload-task";
import type { UploadResult } from "./uploader-options";

export interface TaskOptions extends Pick<UploadTask, "id" | "file">, Pick<Job, "options"> {
  /** Takes its runs. */
  readonly queue: Pick<Queue, "add" | "remove">;
  /** Called after the task's own listeners. */
  onChange(task: UploadTask): void;
}

/** A task, with its first run queued. */
export function createTask({ id, file, options, queue, onChange }: TaskOptions): UploadTask {
  const { on, emit } = createEvents<UploadTaskEvents>();
  let state: UploadState = { name: "queued" };
  let result: Promise<UploadResult>;
  let job = begin();
  const task: UploadTask = {
    id,
    file,
    get state() {
      return state;
    },
    get result() {
      return result;
    },
    cancel: () => job.end({ name: "cancelled" }),
    retry() {
      checkRetry(task);
      // What may be stored is taken up with its signature: only under the same key does COS tell.
      job = begin(job.mayBeStored && usableSignature(job) && job);
      show({ name: "queued" });
    },
    on,
  };
  return task;

  function show(next: UploadState): void {
    state = next;
    emit("change", next);
    if (next.name === "uploading" && next.progress) emit("progress", next.progress);
    onChange(task);
  }

  function begin(earlier?: Job | false): Job {
    const { signal, cancel } = createCancellation();
    let settle: (end: EndState) => void;
    const run: Job = {
      ...earlier,
      picked: file,
      options,
      signal,
      step: "new",
      stage: "check",
      show(next) {
        const isStillQueued = next.name === "queued" && state.name === "queued";
        if (!signal.cancelled && !isStillQueued) show(next);
      },
      end(next) {
        if (signal.cancelled) return;
        cancel();
        queue.remove(run);
        settle(next);
        show(next);
      },
    };
    queue.add(run);
    result = new Promise((resolve, reject) => {
      settle = (end) => {
        if (end.name === "done") resolve(end.result);
        else reject(end.name === "failed" ? end.error : new UploadError("cancelled", run.stage, end.name));
      };
    });
    // Those who go by `state` need not read `result`.
    result.catch(() => {});
    return run;
  }
}
