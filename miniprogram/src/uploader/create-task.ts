import { createEvents } from "./events";
import { UploadError, type UploadStage } from "./upload-error";
import type { UploadState } from "./upload-state";
import type { UploadTask, UploadTaskEvents } from "./upload-task";
import type { LocalFile, UploadResult } from "./uploader-options";

export interface TaskOptions extends Pick<UploadTask, "id" | "cancel" | "retry"> {
  readonly file: LocalFile;
  /** Called after the task's own listeners. */
  onChange(task: UploadTask): void;
}

/** A task, and the hand that moves it. */
export interface TaskControl {
  readonly task: UploadTask;
  /** A state; an end of it settles `result`. */
  show(state: UploadState): void;
  /** `queued` again, with another `result`. */
  begin(): void;
}

export function createTask({ id, file, cancel, retry, onChange }: TaskOptions): TaskControl {
  const events = createEvents<UploadTaskEvents>();
  let state: UploadState = { name: "queued" };
  let pending = createPending();
  const task: UploadTask = {
    id,
    file,
    get state() {
      return state;
    },
    get result() {
      return pending.result;
    },
    cancel,
    retry,
    on: events.on,
  };

  function show(next: UploadState): void {
    const before = state;
    state = next;
    if (next.name === "done") pending.resolve(next.result);
    if (next.name === "failed") pending.reject(next.error);
    if (next.name === "cancelled")
      pending.reject(new UploadError("cancelled", stageOf(before), "the upload was cancelled"));
    events.emit("change", next);
    if (next.name === "uploading" && next.progress) events.emit("progress", next.progress);
    onChange(task);
  }

  return {
    task,
    show,
    begin() {
      pending = createPending();
      show({ name: "queued" });
    },
  };
}

/** How far an upload in this state has come. */
export function stageOf(state: UploadState): UploadStage {
  if (state.name === "uploading") return "upload";
  if (state.name === "signing") return "sign";
  if (state.name === "retrying") return state.error.stage;
  return "check";
}

function createPending() {
  let resolve: (result: UploadResult) => void = () => {};
  let reject: (error: UploadError) => void = () => {};
  const result = new Promise<UploadResult>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Those who go by `state` need not read `result`.
  result.catch(() => {});
  return { result, resolve, reject };
}
