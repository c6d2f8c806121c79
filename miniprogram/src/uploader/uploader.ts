import { createWork, stop } from "./cancellable";
import { checkRetry, checkUploaderOptions, checkUploads } from "./check-usage";
import { createEvents } from "./events";
import { type Job, usableSignature } from "./job";
import { createQueue } from "./queue";
import { createTimedPlatform } from "./timed-platform";
import { asUploadError, UploadError } from "./upload-error";
import type { UploadState } from "./upload-state";
import type { Uploader, UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions, UploadResult } from "./uploader-options";

/** What only the uploader changes. */
type Changing<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/**
 * An uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {TypeError} for options that can't be meant so
 */
export function createUploader(uploaderOptions: UploaderOptions): Uploader {
  checkUploaderOptions(uploaderOptions);
  const { platform, fileCallTimeoutMs = 30_000 } = uploaderOptions;
  const options = { ...uploaderOptions, platform: createTimedPlatform(platform, fileCallTimeoutMs) };
  const { on, emit } = createEvents<UploadTask>();
  const jobs: Job[] = [];
  const start = createQueue(options, jobs);
  let lastId = 0;

  /** A task, with its first run begun. */
  function createTask(file: LocalFile, fileOptions?: UploadOptions): UploadTask {
    const events = createEvents<UploadState>();
    let job: Job;
    lastId += 1;
    const task: Changing<UploadTask> = {
      id: lastId,
      file,
      on: events.on,
      state: { name: "queued" },
      result: begin({}),
      cancel: () => cancel(job),
      retry() {
        checkRetry(task);
        // What may be stored is taken up with its signature: only under the same key does COS tell.
        task.result = begin(usableSignature(job)?.mayBeStored ? job : {});
        show({ name: "queued" });
      },
    };
    return task;

    function show(next: UploadState): void {
      task.state = next;
      events.emit(next);
      emit(task);
    }

    function begin(earlier: Partial<Job>): Promise<UploadResult> {
      const result = new Promise<UploadResult>((resolve, reject) => {
        const end = (state: UploadState) => {
          if (run.isOver) return;
          stop(run);
          show(state);
        };
        const run: Job = {
          ...options,
          ...fileOptions,
          ...earlier,
          ...createWork(),
          picked: file,
          stage: "check",
          show(next) {
            if (!run.isOver) show(next);
          },
          fail(cause) {
            const error = asUploadError(cause, run.stage);
            reject(error);
            end(error.code === "cancelled" ? { name: "cancelled" } : { name: "failed", error });
          },
        };
        job = run;
        void start(run).then((result) => {
          resolve(result);
          end({ name: "done", result });
        }, run.fail);
      });
      // Those who go by `state` need not read `result`.
      result.catch(() => {});
      return result;
    }
  }

  const cancel = (job: Job) => job.fail(new UploadError("cancelled"));
  const cancelAll = () => [...jobs].forEach(cancel);

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
    on,
  };
}
