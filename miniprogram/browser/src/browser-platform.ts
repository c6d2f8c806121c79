import { type CancelScope, cancellable, type Platform, UploadError } from "../../src/uploader/index";
import { browserStorage } from "./browser-storage";
import { compressPhoto } from "./compress-photo";
import { fetchResponse } from "./fetch-response";
import { type BrowserFiles, createFileStore, type FileStore } from "./file-store";
import { createMd5 } from "./md5";
import { postForm } from "./post-form";
import { type PageWatch, watchPage } from "./watch-page";

/** The platform of a web page, with the files of the page: {@link createBrowserPlatform}. */
export interface BrowserPlatform extends Platform, BrowserFiles {}

/** How much of a file is in memory at a time while its MD5 is computed. */
const MD5_PART_BYTES = 1_048_576;

/**
 * Creates the platform of a web page: forms by XMLHttpRequest, other requests by fetch, photos compressed on a canvas. `filePath` is a `blob:` URL or a `data:` URL, or comes from `addFile`. On a server, it can be created but not used.
 *
 * @example
 * const uploader = createUploader({ serverUrl: "https://sign.example.com", platform: createBrowserPlatform() });
 */
export function createBrowserPlatform(): BrowserPlatform {
  const files = createFileStore();
  const { addFile, release, releaseAll } = files;
  return { ...createPlatformOn(files), addFile, release, releaseAll };
}

/** The platform on a store of files. */
export function createPlatformOn(files: FileStore): Platform {
  const watches = new Set<PageWatch>();
  const reportFailure = (error: unknown) => {
    const isSilence = error instanceof UploadError && error.status === undefined && error.retryable;
    if (isSilence) for (const watch of watches) watch.onNoResponse();
    throw error;
  };

  return {
    request: (scope, request) => fetchResponse(scope, request).catch(reportFailure),
    async uploadFile(scope, form, onProgress) {
      const file = await inScope(scope, () => files.open(form.filePath));
      return postForm(scope, form, file, onProgress).catch(async (error) => {
        await inScope(scope, () => checkReadable(file));
        return reportFailure(error);
      });
    },
    getFileInfo: (scope, { filePath, digestAlgorithm }) =>
      inScope(scope, async () => {
        const file = await files.open(filePath);
        // A browser reports a deleted file as empty.
        if (file.size === 0) await checkReadable(file);
        const digest = digestAlgorithm === undefined ? undefined : await md5Of(scope, file);
        return { size: file.size, digest };
      }),
    readFile: (scope, { filePath, position = 0, length }) =>
      inScope(scope, async () => {
        const file = await files.open(filePath);
        return { data: await file.slice(position, length === undefined ? undefined : position + length).arrayBuffer() };
      }),
    compressImage: (scope, { src, quality }) =>
      inScope(scope, async () => ({
        tempFilePath: files.addCopy(src, await compressPhoto(await files.open(src), quality)),
      })),
    md5(bytes) {
      const md5 = createMd5();
      md5.update(new Uint8Array(bytes));
      return md5.digest();
    },
    storage: browserStorage,
    watch(report) {
      const watch = watchPage(report);
      watches.add(watch);
      return () => {
        watches.delete(watch);
        watch.stop();
      };
    },
    delay: (scope, delayMs) =>
      cancellable<void>(scope, (resolve) => {
        const timer = setTimeout(resolve, delayMs);
        return () => clearTimeout(timer);
      }),
    nowMs: Date.now,
    random: Math.random,
  };
}

/** The result of work on a file, which stays pending in a closed scope. */
function inScope<Result>(scope: CancelScope, work: () => Promise<Result>): Promise<Result> {
  return cancellable<Result>(scope, (resolve, reject) => {
    work().then(resolve, (cause: unknown) => reject(fileError(cause)));
    return undefined;
  });
}

function fileError(cause: unknown): UploadError {
  if (cause instanceof UploadError) return cause;
  const isGone = cause instanceof DOMException && cause.name === "NotFoundError";
  return new UploadError(isGone ? "file_not_found" : "file_unreadable", String(cause), { cause });
}

/**
 * Reads the start of a file. One that was changed or deleted after it was chosen cannot be sent, which looks like a failure of the network.
 *
 * @throws if the file cannot be read
 */
async function checkReadable(file: Blob): Promise<void> {
  await (file.size === 0 ? file : file.slice(0, 1)).arrayBuffer();
}

/** Reads part after part, so that a video need not fit into memory. */
async function md5Of(scope: CancelScope, file: Blob): Promise<string> {
  const md5 = createMd5();
  for (let start = 0; start < file.size && !scope.isClosed; start += MD5_PART_BYTES) {
    md5.update(new Uint8Array(await file.slice(start, start + MD5_PART_BYTES).arrayBuffer()));
  }
  return md5.digest();
}
