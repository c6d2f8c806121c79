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

/**
 * An uploader of files straight to COS, by signatures of one signing server.
 *
 * @throws {UsageError} for options that can't be meant so
 */
export function createUploader(options: UploaderOptions): Uploader {
  checkUploaderOptions(options);
  const { platform, concurrency = 3 } = options;
  const { on, emit } = createEvents<UploaderEvents>();
  const connectivity = createConnectivity(platform);
  const queue = createQueue({ concurrency, connectivity, run, onAdvance: () => signer.arrange() });
  const signer = createSigner({
    platform,
    jobs: queue.jobs,
    request: (jobs, signal) => requestSignatures(options, jobs, signal),
  });
  let lastId = 0;

  async function run(job: Job): Promise<void> {
    try {
      job.stage = "read";
      job.file = job.file ?? (await prepareFile(job));
      await queue.turn(job);
      limitTime(job);
      job.end({ name: "done", result: await transferFile(job, job.file, signer, connectivity) });
    } catch (error) {
      job.end({ name: "failed", error: asUploadError(error, job.stage) });
    }
  }

  function limitTime(job: Job): void {
    const { fileTimeoutMs } = job.options;
    if (!fileTimeoutMs) return;
    const fail = () =>
      job.end({ name: "failed", error: new UploadError("timeout", job.stage, `not done within ${fileTimeoutMs} ms`) });
    // Cancelled by every upload's end.
    platform.delay(fileTimeoutMs, job.signal).then(fail, () => {});
  }

  /** Checks all files before it queues one of them. */
  function creatorOf(files: readonly LocalFile[], fileOptions: UploadOptions = {}): (file: LocalFile) => UploadTask {
    checkUploads(files, fileOptions);
    const onChange = (task: UploadTask) => emit("change", task);
    return (file) => {
      lastId += 1;
      return createTask({ id: lastId, file, options: { ...options, ...fileOptions }, queue, onChange });
    };
  }

  return {
    upload: (file, fileOptions) => creatorOf([file], fileOptions)(file),
    uploadAll(files, fileOptions) {
      const create = creatorOf(files, fileOptions);
      return files.map(create);
    },
    cancelAll: queue.cancelAll,
    close: queue.close,
    on,
  };
}
