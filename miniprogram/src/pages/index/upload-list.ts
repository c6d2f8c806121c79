import type { Uploader, UploadOptions, UploadTask } from "../../uploader/index";
import { toFailure } from "./failure";
import { itemsToStart, reduce } from "./reduce";
import { INITIAL_STATE, type ItemEvent, type UploadEvent, type UploadItem, type UploadState } from "./upload-state";

export interface UploadListOptions {
  readonly uploader: Uploader;
  readonly maxRunning: number;
  /** Called with every new state. */
  onChange(state: UploadState): void;
}

export interface UploadList {
  readonly state: UploadState;
  dispatch(event: UploadEvent): void;
  /** Breaks off whatever runs and says no more. */
  close(): void;
}

/** The state machine with its effects: items that may start do, items that are cancelled stop. */
export function createUploadList({ uploader, maxRunning, onChange }: UploadListOptions): UploadList {
  const tasks = new Map<number, UploadTask>();
  let state = INITIAL_STATE;
  let closed = false;

  function dispatch(event: UploadEvent): void {
    const next = reduce(state, event);
    if (closed || next === state) return;
    state = next;
    if (event.name === "item" && event.event.name === "cancelled") tasks.get(event.id)?.cancel();
    for (const item of itemsToStart(state, maxRunning)) start(item);
    onChange(state);
  }

  function start({ id, file, method, attempt: attempts }: UploadItem): void {
    const attempt = attempts + 1;
    const report = (event: ItemEvent) => dispatch({ name: "item", id, event });
    state = reduce(state, { name: "item", id, event: { name: "started" } });
    const task = uploader.upload(file, uploadOptions(method, attempt, report));
    tasks.set(id, task);
    void outcomeOf(task, attempt).then((event) => {
      if (tasks.get(id) === task) tasks.delete(id);
      report(event);
    });
  }

  return {
    get state() {
      return state;
    },
    dispatch,
    close() {
      closed = true;
      for (const task of tasks.values()) task.cancel();
      tasks.clear();
    },
  };
}

async function outcomeOf({ result }: UploadTask, attempt: number): Promise<ItemEvent> {
  try {
    const { objectUrl } = await result;
    return { name: "succeeded", attempt, objectUrl };
  } catch (error) {
    return { name: "failed", attempt, failure: toFailure(error) };
  }
}

function uploadOptions(
  method: UploadItem["method"],
  attempt: number,
  report: (event: ItemEvent) => void,
): UploadOptions {
  const onStage: UploadOptions["onStage"] = (stage) => {
    if (stage === "upload") report({ name: "sending", attempt });
  };
  if (method === "put") return { method, onStage };
  return {
    method,
    onStage,
    onProgress: ({ sentBytes, totalBytes }) =>
      report({ name: "progressed", attempt, percent: (100 * sentBytes) / totalBytes }),
  };
}
