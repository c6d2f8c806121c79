/*
 * One life of the app: a process that uploads one file and that the test kills. Only its storage, a file, survives.
 *   node life.ts <server URL> <file> <storage file>
 */
import { createMultipart } from "@wx-cos-upload/miniprogram/multipart";
import { createUploader } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { createNodeWechat } from "../wechat/node-wechat.ts";
import { openStorage } from "./storage-file.ts";

/** What a life reports to the test. */
export type LifeReport =
  | {
      readonly kind: "progress";
      readonly bytes: number;
      /** Most parts in flight so far. */
      readonly mostInFlight: number;
      /** Bytes of the upload's ArrayBuffers after a garbage collection; 0 if they were not measured this time. */
      readonly bufferBytes: number;
      readonly residentBytes: number;
    }
  | { readonly kind: "done"; readonly objectKey: string; readonly method: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** A garbage collection takes milliseconds, so only some reports measure. */
const MEASURE_EVERY = 16;

const [serverUrl = "", filePath = "", storagePath = ""] = process.argv.slice(2);
const wechat = createNodeWechat({}, { storage: openStorage(storagePath) });
/** What the program itself holds. */
const ownBufferBytes = measureBuffers();
let inFlight = 0;
let mostInFlight = 0;
let reports = 0;

const platform = createWechatPlatform({
  ...wechat,
  request(option) {
    const data = "data" in option ? option.data : undefined;
    if (!(data instanceof ArrayBuffer)) return wechat.request(option);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    return wechat.request({
      ...option,
      data,
      success: (result) => {
        inFlight -= 1;
        option.success(result);
      },
      fail: (failure) => {
        inFlight -= 1;
        option.fail(failure);
      },
    });
  },
});

const uploader = createUploader({ serverUrl, platform, multipart: createMultipart() });
const task = uploader.upload({ filePath }, { method: "multipart", checkIntegrity: true });
task.on("change", (state) => {
  const { progress } = state.name === "uploading" ? state : { progress: undefined };
  // Later, because the part that has just been acknowledged is still on the stack.
  if (progress !== undefined) setImmediate(() => reportProgress(progress.totalBytesSent));
});
task.result.then(
  ({ objectKey, method }) => report({ kind: "done", objectKey, method }),
  (error) => report({ kind: "failed", code: String(error.code), message: String(error.message) }),
);

function reportProgress(bytes: number): void {
  reports += 1;
  const bufferBytes = reports % MEASURE_EVERY === 0 ? measureBuffers() - ownBufferBytes : 0;
  report({ kind: "progress", bytes, mostInFlight, bufferBytes, residentBytes: process.memoryUsage.rss() });
}

/** The bytes of all ArrayBuffers in use. V8 releases those of one collection at the start of the next. */
function measureBuffers(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().arrayBuffers;
}

function report(message: LifeReport): void {
  process.send?.(message);
}
