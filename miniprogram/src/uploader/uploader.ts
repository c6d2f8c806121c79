import { asUploadError } from "./as-upload-error";
import { createCancellation } from "./cancel-signal";
import { checkRetry, checkUploaderOptions, checkUploads } from "./check-usage";
import { createConnectivity } from "./connectivity";
import { createTask, stageOf, type TaskControl } from "./create-task";
import { createEvents } from "./events";
import { prepareFile } from "./prepare-file";
import { createQueue, type Entry } from "./queue";
import { createSignClient } from "./sign-client";
import { createSigner } from "./signer";
import { createTransfer, hasUsableSignature, type Transfer } from "./transfer";
import { transferFile } from "./transfer-file";
import { UploadError } from "./upload-error";
import type { EndState, UploadState } from "./upload-state";
import type { Uploader, UploaderEvents, UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/**
 * An uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {UsageError} for options that can't be meant so
 */
export function createUploader(options: UploaderOptions): Uploader {
  checkUploaderOptions(options);
  const { platform, concurrency = 3, retry = {}, signTimeoutMs = 10_000, uploadTimeoutMs = 600_000 } = options;
  const serverUrl = options.serverUrl.replace(/\/+$/, "");
  const events = createEvents<UploaderEvents>();
  const connectivity = createConnectivity(platform);
  const queue = createQueue({ concurrency, prepare, send, onAdvance: () => signer.arrange() });
  const client = createSignClient({ platform, serverUrl, timeoutMs: signTimeoutMs });
  const signer = createSigner({ client, platform, unsigned: queue.unsigned, isPreparing: queue.isPreparing });
  let lastId = 0;
  let isClosed = false;

  /** What a run of an upload shows while it is the one that counts: a cancelled one may still have something to say. */
  function showOf({ control, cancellation }: Entry) {
    return (state: UploadState) => {
      if (!cancellation.signal.cancelled) control.show(state);
    };
  }

  async function prepare(entry: Entry): Promise<void> {
    const show = showOf(entry);
    const onCompress = () => show({ name: "compressing" });
    show({ name: "checking" });
    try {
      const { file } = entry.control.task;
      const prepared = await prepareFile(file, { ...options, ...entry.options, onCompress }, entry.cancellation.signal);
      entry.transfer = createTransfer(prepared);
      entry.step = "ready";
      queue.wake();
    } catch (error) {
      end(entry, { name: "failed", error: asUploadError(error, "read") });
    }
  }

  async function send(entry: Entry, transfer: Transfer): Promise<void> {
    limitTime(entry);
    const dependencies = { platform, signer, connectivity, retry, uploadTimeoutMs, show: showOf(entry) };
    try {
      end(entry, { name: "done", result: await transferFile(transfer, dependencies, entry.cancellation.signal) });
    } catch (error) {
      end(entry, { name: "failed", error: asUploadError(error, "upload") });
    }
  }

  function limitTime(entry: Entry): void {
    const { fileTimeoutMs = options.fileTimeoutMs } = entry.options;
    if (fileTimeoutMs === undefined) return;
    const fail = () => {
      const message = `the file was not uploaded within ${fileTimeoutMs} ms`;
      end(entry, { name: "failed", error: new UploadError("timeout", stageOf(entry.control.task.state), message) });
    };
    // Cancelled with the entry, as every upload's end does.
    platform.delay(fileTimeoutMs, entry.cancellation.signal).then(fail, () => {});
  }

  /** Whatever ends an upload first ends it: what comes later finds it gone. */
  function end(entry: Entry, state: EndState): void {
    if (!queue.remove(entry)) return;
    entry.cancellation.cancel();
    if (queue.entries().length === 0) connectivity.unwatch();
    entry.control.show(state);
  }

  function begin(control: TaskControl, fileOptions: UploadOptions, transfer?: Transfer): Entry {
    const step = transfer ? "ready" : "new";
    const entry: Entry = { control, options: fileOptions, cancellation: createCancellation(), step, transfer };
    connectivity.watch();
    queue.add(entry);
    return entry;
  }

  function add(file: LocalFile, fileOptions: UploadOptions): UploadTask {
    lastId += 1;
    const onChange = (task: UploadTask) => events.emit("change", task);
    const cancel = () => end(entry, { name: "cancelled" });
    const control = createTask({ id: lastId, file, cancel, retry, onChange });
    let entry = begin(control, fileOptions);

    function retry(): void {
      checkOpen();
      checkRetry(control.task);
      const { transfer } = entry;
      const isInDoubt = transfer?.mayBeStored && hasUsableSignature(transfer, platform.nowMs());
      control.begin();
      entry = begin(control, fileOptions, isInDoubt ? transfer : undefined);
    }
    return control.task;
  }

  function checkOpen(): void {
    if (isClosed) throw new UsageError("this uploader is closed; make another with createUploader()");
  }

  function cancelAll(): void {
    for (const entry of queue.entries()) end(entry, { name: "cancelled" });
  }

  return {
    upload(file, fileOptions = {}) {
      checkOpen();
      checkUploads([file], fileOptions);
      return add(file, fileOptions);
    },
    uploadAll(files, fileOptions = {}) {
      checkOpen();
      checkUploads(files, fileOptions);
      return files.map((file) => add(file, fileOptions));
    },
    cancelAll,
    close() {
      isClosed = true;
      cancelAll();
    },
    on: events.on,
  };
}
