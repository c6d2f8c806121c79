/**
 * Every path by which the package can be imported, with what it has. `use` is TypeScript that must compile with that import, `misuse` one that
 * must not. `run` is the expression that a bundle exports, with the type that it must have.
 */
const library = {
  types: "import { createWechatUploader, UploadError, type UploadResult } from",
  use: 'export const result: Promise<UploadResult> = createWechatUploader({ serverUrl: "https://s" }).upload({ filePath: "a" }).result; export const all = [UploadError];',
  misuse: "createWechatUploader({ serverUrl: 7 });",
  value: "createWechatUploader",
};

const multipart = {
  types: "import { createMultipart, type MultipartOptions, type UnfinishedUpload } from",
  use: 'export const options: MultipartOptions = { thresholdBytes: 1 }; export const all = [createMultipart(options)]; export type Id = UnfinishedUpload["id"];',
  misuse: 'createMultipart({ thresholdBytes: "1" });',
  value: "createMultipart",
};

const uploads = {
  types: "import { createUploadsClient, type ListedUpload, type UploadsClientOptions } from",
  use: 'export const options: UploadsClientOptions = { serverUrl: "https://s" }; export const all = [createUploadsClient(options)]; export type Url = ListedUpload["url"];',
  misuse: "createUploadsClient({ serverUrl: 7 });",
  value: "createUploadsClient",
};

const component = {
  types: "import type { CosUploaderMethods, UploadFile, UploaderEvents } from",
  use: 'export type All = [CosUploaderMethods, UploadFile, UploaderEvents["success"]];',
  misuse: 'export const id: UploadFile["id"] = "text";',
};

const browser = {
  types: "import { createBrowserUploader, UploadError, type BrowserUploader } from",
  use: 'export const uploader: BrowserUploader = createBrowserUploader({ serverUrl: "https://s" }); export const file = uploader.addFile(new Blob([])); export const all = [UploadError];',
  misuse: "createBrowserUploader({ serverUrl: 7 });",
  value: "createBrowserUploader",
  isForBrowsers: true,
};

export const SPECIFIERS = {
  "wx-cos-uploader": library,
  "wx-cos-uploader/browser": browser,
  "wx-cos-uploader/multipart": multipart,
  "wx-cos-uploader/uploads": uploads,
  "wx-cos-uploader/cos-uploader/index": component,
  "wx-cos-uploader/uploader": library,
  "wx-cos-uploader/uploader/index": library,
  "wx-cos-uploader/miniprogram_dist/uploader/index": library,
  "wx-cos-uploader/miniprogram_dist/cos-uploader/index": component,
};
