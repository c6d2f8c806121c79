import {
  type LocalFile,
  type UnfinishedUpload,
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

/** Keeps apart what differs between an uploader's own options and those that the component passes on. */
export type FakeUploaderOptions = Omit<UploaderOptions, "platform" | "multipart"> & { readonly multipart?: unknown };

export interface FakeUploader extends Uploader {
  readonly options: FakeUploaderOptions;
  /** What `unfinished()` resolves with. */
  saved: readonly UnfinishedUpload[];
  readonly discarded: UnfinishedUpload[];
  /** Whether `discard()` rejects. */
  failsToDiscard: boolean;
  readonly tasks: FakeTask[];
  /** What `retryConfirm()` was called with. */
  readonly confirmedAgain: (readonly UploadTask[])[];
  wereAllCancelled: boolean;
}

/** An uploader that sends nothing. The test sets the states of its tasks. */
export function createFakeUploader(options: FakeUploaderOptions): FakeUploader {
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
    retryConfirm: async (given = tasks) => {
      uploader.confirmedAgain.push(given);
      return [];
    },
    confirmedAgain: [],
    saved: [],
    discarded: [],
    failsToDiscard: false,
    unfinished: async () => uploader.saved,
    async discard(upload) {
      if (uploader.failsToDiscard) throw new UploadError("network");
      uploader.discarded.push(upload);
      uploader.saved = uploader.saved.filter(({ id }) => id !== upload.id);
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
    pause: () => task.move({ name: "paused", progress: undefined }),
    resume() {
      if (state.name === "paused") task.move({ name: "resuming" });
    },
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
