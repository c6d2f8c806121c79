import { closeScope, createCancelScope } from "./cancel-scope";
import { checkRetry, checkUploaderOptions, checkUploads } from "./check-usage";
import { createEvents } from "./events";
import { createQueue } from "./queue";
import { createTimedPlatform } from "./timed-platform";
import { asUploadError, UploadError } from "./upload-error";
import { type UploadRun, usableSignature } from "./upload-run";
import type { EndState, UploadState } from "./upload-state";
import type { Uploader, UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions, UploadResult } from "./uploader-options";

/** Only the uploader changes a task. */
type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** What a retry continues with: the checked file and its signature. */
type Continued = Pick<UploadRun, "prepared" | "signature">;

/**
 * Creates an uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {TypeError} for options that cannot be right, with the value and what to use
 * @example
 * const uploader = createUploader({ serverUrl: "https://sign.example.com", platform: createWechatPlatform() });
 * const { objectUrl } = await uploader.upload({ filePath: tempFilePath }).result;
 */
export function createUploader(uploaderOptions: UploaderOptions): Uploader {
  checkUploaderOptions(uploaderOptions);
  const { platform, fileCallTimeoutMs = 30_000 } = uploaderOptions;
  const options = { ...uploaderOptions, platform: createTimedPlatform(platform, fileCallTimeoutMs) };
  const changes = createEvents<UploadTask>();
  const runs: UploadRun[] = [];
  const start = createQueue(options, runs);
  let lastId = 0;

  /** A task, with its first run started. */
  function createTask(file: LocalFile, fileOptions?: UploadOptions): UploadTask {
    const stateChanges = createEvents<UploadState>();
    let run: UploadRun;
    lastId += 1;
    const task: Mutable<UploadTask> = {
      id: lastId,
      file,
      on: stateChanges.on,
      state: { name: "queued" },
      result: startRun(),
      cancel: () => cancel(run),
      pause() {},
      resume() {},
      retry() {
        checkRetry(task);
        // Keep the signature of an object that may be stored: COS can report only for the same key that it exists.
        const { prepared, signature } = run;
        task.result = startRun(usableSignature(run)?.mayBeStored ? { prepared, signature } : {});
        setState({ name: "queued" });
      },
    };
    return task;

    function setState(next: UploadState): void {
      task.state = next;
      stateChanges.emit(next);
      changes.emit(task);
    }

    function startRun(continued: Continued = {}): Promise<UploadResult> {
      const result = new Promise<UploadResult>((resolve, reject) => {
        const end = (state: EndState) => {
          if (newRun.isClosed) return;
          closeScope(newRun);
          setState(state);
        };
        const newRun: UploadRun = {
          ...createCancelScope(),
          ...continued,
          file,
          options: { ...options, ...fileOptions },
          stage: "check",
          showState(next) {
            if (!newRun.isClosed) setState(next);
          },
          fail(cause) {
            const error = asUploadError(cause, newRun.stage);
            reject(error);
            end(error.code === "cancelled" ? { name: "cancelled" } : { name: "failed", error });
          },
        };
        run = newRun;
        void start(newRun).then((uploaded) => {
          resolve(uploaded);
          end({ name: "done", result: uploaded });
        }, newRun.fail);
      });
      // Code that reads `state` may ignore `result`.
      result.catch(() => {});
      return result;
    }
  }

  const cancel = (run: UploadRun) => run.fail(new UploadError("cancelled"));

  return {
    upload(file, fileOptions) {
      checkUploads([file], fileOptions);
      return createTask(file, fileOptions);
    },
    uploadAll(files, fileOptions) {
      checkUploads(files, fileOptions);
      return files.map((file) => createTask(file, fileOptions));
    },
    cancelAll() {
      for (const run of [...runs]) cancel(run);
    },
    unfinished: async () => [],
    async discard() {},
    on: changes.on,
  };
}
