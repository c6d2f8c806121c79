import { createWork, stop } from "./cancellable";
import { checkRetry, checkUploaderOptions, checkUploads } from "./check-usage";
import { createEvents } from "./events";
import { type Job, usableSignature } from "./job";
import { createQueue } from "./queue";
import { asUploadError, UploadError } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { Uploader, UploaderEvents, UploadTask, UploadTaskEvents } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions, UploadResult } from "./uploader-options";
import { UsageError } from "./usage-error";

/**
 * An uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {UsageError} for options that can't be meant so
 */
export function createUploader(options: UploaderOptions): Uploader {
  checkUploaderOptions(options);
  const { on, emit } = createEvents<UploaderEvents>();
  const life = createWork();
  const { jobs, start } = createQueue(options, life);
  let lastId = 0;

  /** A task, with its first run begun. */
  function createTask(file: LocalFile, fileOptions?: UploadOptions): UploadTask {
    const events = createEvents<UploadTaskEvents>();
    let state: UploadState = { name: "queued" };
    let result: Promise<UploadResult>;
    let job: Job;
    lastId += 1;
    const task: UploadTask = {
      id: lastId,
      file,
      on: events.on,
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
        begin(job.mayBeStored && usableSignature(job) ? job : {});
        show({ name: "queued" });
      },
    };
    begin({});
    return task;

    function show(next: UploadState): void {
      state = next;
      events.emit("change", next);
      if (next.name === "uploading" && next.progress) events.emit("progress", next.progress);
      emit("change", task);
    }

    function begin(earlier: Partial<Job>): void {
      if (life.isOver) throw new UsageError("this uploader is closed; make another");
      let settle: (end: EndState) => void;
      const run: Job = {
        ...earlier,
        ...createWork(),
        picked: file,
        options: { ...options, ...fileOptions },
        stage: "check",
        flight: { isOver: true },
        show: (next) => run.isOver || show(next),
        end(next) {
          if (run.isOver) return;
          stop(run);
          settle(next);
          show(next);
        },
      };
      const ended = new Promise<EndState>((resolve) => {
        settle = resolve;
      });
      result = ended.then((end) => {
        if (end.name === "done") return end.result;
        throw end.name === "failed" ? end.error : asUploadError(new UploadError("cancelled"), run.stage);
      });
      // Those who go by `state` need not read `result`.
      result.catch(() => {});
      job = run;
      start(run);
    }
  }

  function cancelAll(): void {
    for (const job of [...jobs]) job.end({ name: "cancelled" });
  }

  return {
    upload(file, fileOptions) {
      checkUploads([file], fileOptions);
      return createTask(file, fileOptions);
    },
    uploadAll(files, fileOptions) {
      checkUploads(files, fileOptions);
      return files.map((file) => createTask(file, fileOptions));
    },
    cancelAll,
    close() {
      cancelAll();
      stop(life);
    },
    on,
  };
}
