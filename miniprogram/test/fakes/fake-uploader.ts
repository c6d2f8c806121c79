import {
  type LocalFile,
  UploadError,
  type UploadErrorCode,
  type UploadErrorDetails,
  type Uploader,
  type UploaderOptions,
  type UploadOptions,
  type UploadStage,
  type UploadState,
  type UploadTask,
} from "../../src/uploader/index";

/** A task whose states a test sets. */
export interface FakeTask extends UploadTask {
  readonly options: UploadOptions | undefined;
  readonly listeners: Set<(state: UploadState) => void>;
  move(state: UploadState): void;
  retries: number;
}

export interface FakeUploader extends Uploader {
  readonly options: Omit<UploaderOptions, "platform">;
  readonly tasks: FakeTask[];
  wereAllCancelled: boolean;
}

/** An uploader that sends nothing. The test sets the states of its tasks. */
export function createFakeUploader(options: Omit<UploaderOptions, "platform">): FakeUploader {
  const tasks: FakeTask[] = [];
  const upload = (file: LocalFile, uploadOptions?: UploadOptions) => {
    const task = createFakeTask(tasks.length + 1, file, uploadOptions);
    tasks.push(task);
    return task;
  };
  const uploader: FakeUploader = {
    options,
    tasks,
    wereAllCancelled: false,
    upload,
    uploadAll: (files, uploadOptions) => files.map((file) => upload(file, uploadOptions)),
    cancelAll: () => {
      uploader.wereAllCancelled = true;
      for (const task of tasks) task.cancel();
    },
    on: () => () => {},
  };
  return uploader;
}

function createFakeTask(id: number, file: LocalFile, options: UploadOptions | undefined): FakeTask {
  const listeners = new Set<(state: UploadState) => void>();
  let state: UploadState = { name: "queued" };
  const task: FakeTask = {
    id,
    file,
    options,
    listeners,
    retries: 0,
    get state() {
      return state;
    },
    result: new Promise(() => {}),
    cancel: () => task.move({ name: "cancelled" }),
    retry() {
      task.retries += 1;
      task.move({ name: "queued" });
    },
    on(name, listener) {
      if (name !== "change") throw new Error(`unknown event ${name}`);
      const onState = (next: UploadState) => Reflect.apply(listener, undefined, [next]);
      listeners.add(onState);
      return () => listeners.delete(onState);
    },
    move(next) {
      state = next;
      for (const listener of listeners) listener(next);
    },
  };
  return task;
}

export const DONE: UploadState = {
  name: "done",
  result: {
    objectUrl: "https://bucket.example.com/1.jpg",
    objectKey: "1.jpg",
    contentType: "image/jpeg",
    bytes: 2048,
    method: "post",
  },
};

export const failed = (
  code: UploadErrorCode,
  message: string = code,
  details: UploadErrorDetails = {},
  stage: UploadStage = "check",
): UploadState => ({
  name: "failed",
  error: Object.assign(new UploadError(code, message, details), { stage }),
});

export const TIMED_OUT = failed("timeout", "too long", { requestId: "r-1" }, "upload");
