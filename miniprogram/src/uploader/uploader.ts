import { asUploadError } from "./as-upload-error";
import { closeScope, createCancelScope } from "./cancel-scope";
import { checkRetry, checkUploaderOptions, checkUploads } from "./check-usage";
import { createConfirmer } from "./confirmer";
import { createEvents } from "./events";
import type { LocalFile } from "./local-file";
import type { UploadProgress } from "./platform";
import { createQueue } from "./queue";
import { createTimedPlatform } from "./timed-platform";
import { UploadError } from "./upload-error";
import type { UploadResult } from "./upload-result";
import { type UploadRun, usableSignature } from "./upload-run";
import { type EndState, isOver, type UploadState } from "./upload-state";
import type { Uploader, UploadTask } from "./upload-task";
import type { UploaderOptions, UploadOptions } from "./uploader-options";

/** Only the uploader changes a task. */
type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** What a retry continues with. */
type Continued = Pick<UploadRun, "prepared" | "signature" | "abandon" | "isCommitted">;

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
  const { platform, fileCallTimeoutMs } = uploaderOptions;
  const options = { ...uploaderOptions, platform: createTimedPlatform(platform, fileCallTimeoutMs) };
  const changes = createEvents<UploadTask>();
  const queue = createQueue(options);
  const confirm = createConfirmer(options);
  /** The tasks that are not over. */
  const open = new Set<UploadTask>();
  /** What confirms a task again that is done and not confirmed. */
  const unconfirmed = new Map<UploadTask, () => Promise<void>>();
  let lastId = 0;

  /** A task, with its first run started. */
  function createTask(file: LocalFile, fileOptions?: UploadOptions): UploadTask {
    const stateChanges = createEvents<UploadState>();
    let run: UploadRun;
    let lastProgress: UploadProgress | undefined;
    let resolve: (result: UploadResult) => void;
    let reject: (error: UploadError) => void;
    lastId += 1;
    const task: Mutable<UploadTask> = {
      id: lastId,
      file,
      on: stateChanges.on,
      state: { name: "queued" },
      result: createResult(),
      cancel() {
        if (isOver(task.state)) return;
        run.isCancelRequested = true;
        if (!run.isCommitted) fail(new UploadError("cancelled"));
      },
      pause() {
        if (isOver(task.state) || task.state.name === "paused" || run.isCommitted || run.stage === "confirm") return;
        closeScope(run);
        setState({ name: "paused", progress: lastProgress });
      },
      resume() {
        if (task.state.name !== "paused") return;
        const { prepared, signature, abandon } = run;
        startRun({ prepared, signature, abandon });
        setState({ name: "queued" });
      },
      retry() {
        checkRetry(task);
        // Keep the signature of an object that may be stored: COS can report only for the same key that it exists.
        const { prepared, signature, abandon, isCommitted } = run;
        task.result = createResult();
        lastProgress = undefined;
        startRun(usableSignature(run)?.mayBeStored ? { prepared, signature } : { abandon, isCommitted });
        setState({ name: "queued" });
      },
    };
    open.add(task);
    startRun();
    return task;

    function setState(next: UploadState): void {
      task.state = next;
      if (next.name === "uploading") lastProgress = next.progress ?? lastProgress;
      stateChanges.emit(next);
      changes.emit(task);
    }

    function createResult(): Promise<UploadResult> {
      const result = new Promise<UploadResult>((onResult, onError) => {
        resolve = onResult;
        reject = onError;
      });
      // Code that reads `state` may ignore `result`.
      result.catch(() => {});
      return result;
    }

    function end(state: EndState): void {
      closeScope(run);
      open.delete(task);
      setState(state);
    }

    function finish(result: UploadResult): void {
      resolve(result);
      end({ name: "done", result });
      if (result.confirmed !== false) return;
      let pending: Promise<void> | undefined;
      unconfirmed.set(task, () => {
        pending ??= confirmAgain(result);
        return pending;
      });
    }

    /** Confirms the task, which is done. It fails if COS does not have the object after all. */
    async function confirmAgain(result: UploadResult): Promise<void> {
      const again = await confirm(createCancelScope(), result).catch((cause) => asUploadError(cause, "confirm"));
      unconfirmed.delete(task);
      task.result = createResult();
      if (again instanceof UploadError) fail(again);
      else finish(again);
    }

    function fail(error: UploadError): void {
      const isCancelled = error.code === "cancelled";
      const { abandon } = run;
      if (isCancelled) run.abandon = undefined;
      reject(error);
      end(isCancelled ? { name: "cancelled" } : { name: "failed", error });
      // Only now, when the requests have been aborted.
      if (isCancelled) abandon?.();
    }

    function startRun(continued: Continued = {}): void {
      open.add(task);
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
          if (!newRun.isClosed) fail(asUploadError(cause, newRun.stage));
        },
      };
      run = newRun;
      const send = async () => {
        const result = await queue.start(newRun);
        if (!newRun.options.confirm || result.confirmed) return result;
        newRun.stage = "confirm";
        return confirm(newRun, result);
      };
      void send().then((result) => !newRun.isClosed && finish(result), newRun.fail);
    }
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
    cancelAll() {
      for (const task of [...open]) task.cancel();
    },
    async retryConfirm(tasks = [...unconfirmed.keys()]) {
      await Promise.all(tasks.map((task) => unconfirmed.get(task)?.()));
      return tasks.filter((task) => unconfirmed.has(task));
    },
    unfinished: async () => queue.multipart?.unfinished() ?? [],
    discard: async (upload) => queue.multipart?.discard(upload),
    on: changes.on,
  };
}
