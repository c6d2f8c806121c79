import { createCancellation } from "./cancel-signal";
import { checkRetry } from "./check-usage";
import { createEvents } from "./events";
import { type Job, usableSignature } from "./job";
import { UploadError } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { UploadTask, UploadTaskEvents } from "./upload-task";
import type { UploadResult } from "./uploader-options";

export interface TaskOptions extends Pick<UploadTask, "id" | "file">, Pick<Job, "options"> {
  /** Takes a run in. @throws {UsageError} if there are to be no more */
  add(job: Job): void;
  /** Called when a run is over, before anybody hears of it. */
  remove(job: Job): void;
  /** Called after the task's own listeners. */
  onChange(task: UploadTask): void;
}

/** A task, with its first run. */
export function createTask({ id, file, options, add, remove, onChange }: TaskOptions): UploadTask {
  const events = createEvents<UploadTaskEvents>();
  let state: UploadState = { name: "queued" };
  let result: Promise<UploadResult>;
  let job = begin({});
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
      const { file, signature, mayBeStored } = job;
      job = begin(mayBeStored && usableSignature(job) && file ? { file, signature, mayBeStored } : {});
      show({ name: "queued" });
    },
    on: events.on,
  };
  return task;

  function show(next: UploadState): void {
    state = next;
    events.emit("change", next);
    if (next.name === "uploading" && next.progress) events.emit("progress", next.progress);
    onChange(task);
  }

  function begin(kept: Pick<Job, "file" | "signature" | "mayBeStored">): Job {
    const { signal, cancel } = createCancellation();
    let settle: (end: EndState) => void = () => {};
    const run: Job = {
      ...kept,
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
        remove(run);
        settle(next);
        show(next);
      },
    };
    add(run);
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
