/*
 * One life of the app: a process that uploads one file and that the test kills. Only its storage, a file, survives.
 *   node life.ts <server URL> <file> <storage file>
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createMultipart } from "@wx-cos-upload/miniprogram/multipart";
import { createUploader } from "@wx-cos-upload/miniprogram/uploader";
import { createWechatPlatform } from "@wx-cos-upload/miniprogram/wechat-platform";
import { createNodeWechat } from "../wechat/node-wechat.ts";

/** What a life reports to the test. */
export type LifeReport =
  | {
      readonly kind: "progress";
      readonly bytes: number;
      /** Most parts in flight so far. */
      readonly mostInFlight: number;
      /** Bytes of all ArrayBuffers after a garbage collection; 0 if they were not measured this time. */
      readonly bufferBytes: number;
      readonly residentBytes: number;
    }
  | { readonly kind: "done"; readonly objectKey: string; readonly method: string }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** A garbage collection takes milliseconds, so only some reports measure. */
const MEASURE_EVERY = 16;

const [serverUrl = "", filePath = "", storagePath = ""] = process.argv.slice(2);
const wechat = createNodeWechat();
const stored = new Map<string, string>(readStorage());
let inFlight = 0;
let mostInFlight = 0;
let reports = 0;

const platform = createWechatPlatform({
  ...wechat,
  request(option) {
    if (!("data" in option && option.data instanceof ArrayBuffer)) return wechat.request(option);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    return wechat.request({
      ...option,
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
  getStorage({ key, success, fail }) {
    const data = stored.get(key);
    if (data === undefined) fail({ errMsg: "getStorage:fail data not found" });
    else success({ data, errMsg: "getStorage:ok" });
  },
  setStorage({ key, data, success }) {
    stored.set(key, data);
    writeStorage();
    success({ errMsg: "setStorage:ok" });
  },
  removeStorage({ key, success }) {
    stored.delete(key);
    writeStorage();
    success({ errMsg: "removeStorage:ok" });
  },
});

const uploader = createUploader({ serverUrl, platform, multipart: createMultipart() });
const task = uploader.upload({ filePath }, { method: "multipart", checkIntegrity: true });
task.on("change", (state) => {
  if (state.name === "uploading" && state.progress !== undefined) reportProgress(state.progress.totalBytesSent);
});
task.result.then(
  ({ objectKey, method }) => report({ kind: "done", objectKey, method }),
  (error) => report({ kind: "failed", code: String(error.code), message: String(error.message) }),
);

function reportProgress(bytes: number): void {
  reports += 1;
  let bufferBytes = 0;
  if (reports % MEASURE_EVERY === 0) {
    globalThis.gc?.();
    bufferBytes = process.memoryUsage().arrayBuffers;
  }
  report({ kind: "progress", bytes, mostInFlight, bufferBytes, residentBytes: process.memoryUsage.rss() });
}

function report(message: LifeReport): void {
  process.send?.(message);
}

function readStorage(): Array<[string, string]> {
  try {
    return Object.entries(JSON.parse(readFileSync(storagePath, "utf8"))).map(([key, value]) => [key, String(value)]);
  } catch {
    return [];
  }
}

/** A phone writes storage as a whole or not at all. */
function writeStorage(): void {
  const temporaryPath = `${storagePath}.${process.pid}`;
  writeFileSync(temporaryPath, JSON.stringify(Object.fromEntries(stored)));
  renameSync(temporaryPath, storagePath);
}
