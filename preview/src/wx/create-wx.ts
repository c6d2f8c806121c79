import { createAlbumCalls } from "./calls/album-calls.ts";
import { createAppCalls } from "./calls/app-calls.ts";
import { createBinaryCalls } from "./calls/binary-calls.ts";
import { createDeviceCalls } from "./calls/device-calls.ts";
import { createInterfaceCalls } from "./calls/interface-calls.ts";
import { createStorageCalls } from "./calls/storage-calls.ts";
import type { WxEnvironment } from "./environment.ts";
import { createFileChoosers } from "./files/choose-files.ts";
import { createFileSystem } from "./files/file-system.ts";
import { createImages } from "./files/images.ts";
import { createOpenDocument } from "./files/open-document.ts";
import { createLoginCodes } from "./login-code.ts";
import { createDownloadFile } from "./network/download-file.ts";
import { createNetworkType } from "./network/network-type.ts";
import { createRequest } from "./network/request.ts";
import { createUploadFile } from "./network/upload-file.ts";
import { createUnsupportedObjects, withUnsupportedCalls } from "./unsupported-calls.ts";
import { createVideoContexts } from "./video-context.ts";

/** Options of createWx. */
export interface CreateWxOptions {
  readonly environment: WxEnvironment;
  readonly browser: Window & { readonly navigator: Navigator };
  /** app.json's darkmode. */
  readonly isDarkModeOn: boolean;
  readonly randomId: () => string;
  /** Returns the current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** Creates the calls and objects of `wx` that the preview supports. */
export function createCalls({ environment, browser, isDarkModeOn, randomId, now }: CreateWxOptions): object {
  const { network, files, privacy, language, report } = environment;
  const fileSystem = createFileSystem(files, report);
  const calls = {
    ...createInterfaceCalls(environment),
    ...createDeviceCalls(browser, language, isDarkModeOn),
    ...createStorageCalls(environment.storage),
    ...createAlbumCalls(environment),
    ...createAppCalls(environment, createLoginCodes({ storage: environment.storage, randomId, now })),
    ...createBinaryCalls(),
    ...createFileChoosers(files, privacy),
    ...createImages(files),
    ...createNetworkType(browser),
    request: createRequest(network, report),
    uploadFile: createUploadFile(network, files, report),
    downloadFile: createDownloadFile(network, files, report),
    openDocument: createOpenDocument(files, environment.userInterface),
    createVideoContext: createVideoContexts(environment.findVideo, report),
    getFileSystemManager: () => fileSystem,
    createSelectorQuery: environment.createSelectorQuery,
    canIUse: (schema: string) => Object.hasOwn(calls, schema.split(".")[0] ?? ""),
  };
  return calls;
}

/**
 * Creates WeChat's `wx` on top of a browser. A call of WeChat's that the preview does not support reports an error and throws. Like
 * WeChat's, the object is a plain one: frameworks copy its members and add their own.
 */
export function createWx(options: CreateWxOptions): object {
  const { report } = options.environment;
  return withUnsupportedCalls("wx", { ...createUnsupportedObjects(report), ...createCalls(options) }, report);
}
