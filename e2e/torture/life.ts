/*
 * One life of the app: a process that uploads one file and that the test kills. Only its storage, a file, survives.
 *   node life.ts <server URL> <file> <storage file>
 */
import { createMultipart } from "@wx-cos-upload/miniprogram/multipart";
import { createUploader } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { createNodeWechat } from "../wechat/node-wechat.ts";
import { openStorage } from "../wechat/storage-file.ts";

/** What a life reports to the test. */
export type LifeReport =
  | {
      readonly kind: "progress";
      readonly bytes: number;
      /** Most parts in flight so far. */
      readonly mostInFlight: number;
      /** Parts that the app holds in memory, after a garbage collection; 0 if they were not counted this time. */
      readonly partsInMemory: number;
      readonly residentBytes: number;
    }
  | { readonly kind: "done"; readonly objectKey: string; readonly method: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** A garbage collection takes milliseconds, so only some reports measure. */
const COUNT_EVERY = 16;

/** A part that the app has read. */
interface ReadPart {
  readonly bytes: WeakRef<ArrayBuffer>;
  /** Its request is over. Node's sockets may hold the bytes a little longer; the app does not. */
  isOver: boolean;
}

const [serverUrl = "", filePath = "", storagePath = ""] = process.argv.slice(2);
const wechat = createNodeWechat({}, { storage: openStorage(storagePath) });
const files = wechat.getFileSystemManager();
let readParts: ReadPart[] = [];
let inFlight = 0;
let mostInFlight = 0;
let reports = 0;

const platform = createWechatPlatform({
  ...wechat,
  getFileSystemManager: () => ({
    ...files,
    read(option) {
      readParts.push({ bytes: new WeakRef(option.arrayBuffer), isOver: false });
      return files.read(option);
    },
  }),
  request(option) {
    const data = "data" in option ? option.data : undefined;
    if (!(data instanceof ArrayBuffer)) return wechat.request(option);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    const part = readParts.find(({ bytes }) => bytes.deref() === data);
    const release = () => {
      if (part !== undefined) part.isOver = true;
    };
    const end = () => {
      inFlight -= 1;
      release();
    };
    const sent = wechat.request({
      ...option,
      data,
      success: (result) => {
        end();
        option.success(result);
      },
      fail: (failure) => {
        end();
        option.fail(failure);
      },
    });
    return {
      abort() {
        release();
        sent.abort();
      },
    };
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
  const partsInMemory = reports % COUNT_EVERY === 0 ? countParts() : 0;
  report({ kind: "progress", bytes, mostInFlight, partsInMemory, residentBytes: process.memoryUsage.rss() });
}

function countParts(): number {
  globalThis.gc?.();
  readParts = readParts.filter(({ bytes, isOver }) => !isOver && bytes.deref() !== undefined);
  return readParts.length;
}

function report(message: LifeReport): void {
  process.send?.(message);
}
