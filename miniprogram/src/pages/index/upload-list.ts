import type { UploadState as TaskState, Uploader, UploadTask } from "../../uploader/index";
import { toFailure } from "./failure";
import { itemsToStart, reduce } from "./reduce";
import { INITIAL_STATE, type ItemEvent, type UploadEvent, type UploadItem, type UploadState } from "./upload-state";

export interface UploadListOptions {
  readonly uploader: Pick<Uploader, "upload">;
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
    const task = uploader.upload({ filePath: file.filePath }, { method });
    task.on("change", (taskState) => {
      const event = eventOf(taskState, attempt);
      if (event !== undefined) report(event);
    });
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

function eventOf(state: TaskState, attempt: number): ItemEvent | undefined {
  if (state.name !== "uploading") return undefined;
  if (state.progress === undefined) return { name: "sending", attempt };
  return { name: "progressed", attempt, percent: (100 * state.progress.sentBytes) / state.progress.totalBytes };
}
