import { asUploadError } from "./as-upload-error";
import { checkUploaderOptions, checkUploads } from "./check-usage";
import { createConnectivity } from "./connectivity";
import { createTask } from "./create-task";
import { createEvents } from "./events";
import type { Job } from "./job";
import { prepareFile } from "./prepare-file";
import { createQueue } from "./queue";
import { requestSignatures } from "./sign-client";
import { createSigner } from "./signer";
import { transferFile } from "./transfer-file";
import { UploadError } from "./upload-error";
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
  const { platform, concurrency = 3 } = options;
  const events = createEvents<UploaderEvents>();
  const connectivity = createConnectivity(platform);
  const queue = createQueue({ concurrency, run, onAdvance: () => signer.arrange() });
  const signer = createSigner({
    platform,
    jobs: queue.jobs,
    request: (files, signal) => requestSignatures(options, files, signal),
  });
  let lastId = 0;
  let isClosed = false;

  async function run(job: Job): Promise<void> {
    try {
      job.stage = "read";
      if (!job.file) job.show({ name: "checking" });
      const file = job.file ?? (await prepareFile(job));
      job.file = file;
      await queue.turn(job);
      limitTime(job);
      job.end({ name: "done", result: await transferFile(job, file, signer, connectivity) });
    } catch (error) {
      job.end({ name: "failed", error: asUploadError(error, job.stage) });
    }
  }

  function limitTime(job: Job): void {
    const { fileTimeoutMs } = job.options;
    if (!fileTimeoutMs) return;
    const fail = () => job.end({ name: "failed", error: new UploadError("timeout", job.stage, `${fileTimeoutMs} ms`) });
    // Cancelled by every upload's end.
    platform.delay(fileTimeoutMs, job.signal).then(fail, () => {});
  }

  function createOne(file: LocalFile, fileOptions: UploadOptions): UploadTask {
    lastId += 1;
    const onChange = (task: UploadTask) => events.emit("change", task);
    return createTask({ id: lastId, file, options: { ...options, ...fileOptions }, add, remove, onChange });
  }

  function add(job: Job): void {
    if (isClosed) throw new UsageError("this uploader is closed; make another with createUploader()");
    connectivity.watch();
    queue.add(job);
  }

  function remove(job: Job): void {
    queue.remove(job);
    if (queue.jobs().length === 0) connectivity.unwatch();
  }

  const uploader: Uploader = {
    upload(file, fileOptions = {}) {
      checkUploads([file], fileOptions);
      return createOne(file, fileOptions);
    },
    uploadAll(files, fileOptions = {}) {
      checkUploads(files, fileOptions);
      return files.map((file) => createOne(file, fileOptions));
    },
    cancelAll() {
      for (const job of queue.jobs()) job.end({ name: "cancelled" });
    },
    close() {
      isClosed = true;
      uploader.cancelAll();
    },
    on: events.on,
  };
  return uploader;
}
